import type { ComponentChildren } from 'preact';

/** The cap of a key. */
export function Key({ children }: { readonly children: ComponentChildren }) {
  return <kbd>{children}</kbd>;
}
