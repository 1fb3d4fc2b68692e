import type { ComponentChildren } from 'preact';

interface Properties {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly wrong?: string | null | undefined;
  readonly children: ComponentChildren;
}

/** A label, what is typed in, and under it what is wrong with it. */
export function Field({ id, label, hint, wrong, children }: Properties) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="soft" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      <p class="field-wrong" id={`${id}-wrong`}>
        {wrong}
      </p>
    </div>
  );
}

/** What ties the control to its hint and its error. */
export const tied = (id: string, wrong: string | null | undefined, hint?: string) => ({
  id,
  'aria-invalid': typeof wrong === 'string' && wrong !== '',
  'aria-describedby': hint === undefined ? `${id}-wrong` : `${id}-hint ${id}-wrong`,
});
