import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Properties {
  readonly class: string;
  readonly submit: () => void;
  readonly children: ComponentChildren;
}

/** Enter goes on, wherever the focus is but on what has its own use for it. */
const OWN_ENTER = 'button, a, input, textarea, select, summary';

/** A screen with one thing to do and the way on. */
export function StepForm({ class: name, submit, children }: Properties) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const target = event.target as Element | null;
      if (event.key !== 'Enter' || event.isComposing || target?.closest(OWN_ENTER)) return;
      event.preventDefault();
      form.current?.requestSubmit();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <form
      class={name}
      noValidate
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {children}
    </form>
  );
}
