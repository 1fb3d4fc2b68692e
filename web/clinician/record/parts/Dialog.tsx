import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Properties {
  readonly id: string;
  readonly title: string;
  readonly close: () => void;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A question over the page. The focus comes back to what opened it, or to the page's words of what was done. */
export function Dialog({ id, title, close, wide = false, children }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const gone = useRef(false);
  const closed = (): void => {
    if (!gone.current) close();
  };
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown?.open === false) shown.showModal();
    return () => {
      gone.current = true;
      shown?.close();
    };
  }, []);
  return (
    <dialog
      class={wide ? 'ds-dialog sheet sheet-wide' : 'ds-dialog sheet'}
      ref={dialog}
      aria-labelledby={id}
      onClose={closed}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
