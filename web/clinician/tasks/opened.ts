// A form that a press opened takes the focus; one that stands open because something was typed in it does not.
import { useLayoutEffect, useRef } from 'preact/hooks';

export function useOpened() {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const pressed = document.activeElement?.getAttribute('aria-expanded') === 'true';
    if (pressed) form.current?.querySelector<HTMLElement>('button, select, input')?.focus();
  }, []);
  return form;
}
