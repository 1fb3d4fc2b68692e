import type { ReadonlySignal } from '@preact/signals';

/** What went wrong with an act, beside its button. */
export function Wrong({ of }: { readonly of: ReadonlySignal<string | null> }) {
  return (
    <p class="act-wrong" role="alert">
      {of.value}
    </p>
  );
}
