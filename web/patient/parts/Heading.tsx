import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { placeKey } from '../place';

let first = true;

interface Properties {
  readonly id?: string;
  /** What the window is called. */
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The heading of a screen. Who comes there from another hears it and sees its top; the first one is just read. */
export function Heading({ id, title, children }: Properties) {
  const heading = useRef<HTMLHeadingElement>(null);
  const key = placeKey();
  useLayoutEffect(() => {
    if (!first) {
      heading.current?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
    first = false;
  }, [key]);
  useLayoutEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <h1 {...(id === undefined ? {} : { id })} tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}
