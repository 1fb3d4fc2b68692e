import type { Signal } from '@preact/signals';

interface Properties {
  readonly id: string;
  readonly title: string;
  /** The button's words; null for those who may not write here. */
  readonly words: string | null;
  /** The form is open. */
  readonly writing: Signal<boolean>;
  /** It was opened by hand, so that it takes the focus. */
  readonly pressed: { current: boolean };
  /** The heading can be given the focus. */
  readonly reached?: boolean;
}

/** The heading of a part of the case, and beside it the button that opens its form. */
export function WritingHead({ id, title, words, writing, pressed, reached }: Properties) {
  return (
    <div class="h-row">
      <h3 id={id} tabIndex={reached === true ? -1 : undefined}>
        {title}
      </h3>
      {words !== null && (
        <button
          class="textlink push"
          type="button"
          aria-expanded={writing.value}
          onClick={() => {
            pressed.current = true;
            writing.value = !writing.value;
          }}
        >
          {words}
        </button>
      )}
    </div>
  );
}
