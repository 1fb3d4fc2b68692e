// Tells when a row comes into sight. The browser knows it already, since it leaves out the content of rows that are not
// (content-visibility); where it does not say so, one observer watches them all.

type Call = (near: boolean) => void;

export interface Seen {
  /** Calls when the row comes near what is shown or leaves it; gives back how to stop. */
  readonly watch: (row: HTMLElement, call: Call) => () => void;
}

const EVENT = 'contentvisibilityautostatechange';

export function createSeen(): Seen {
  const calls = new WeakMap<Element, Call>();
  const told = (event: Event): void => {
    const { currentTarget, skipped } = event as ContentVisibilityAutoStateChangeEvent;
    if (currentTarget instanceof Element) calls.get(currentTarget)?.(!skipped);
  };
  const observer =
    'oncontentvisibilityautostatechange' in document.documentElement
      ? null
      : new IntersectionObserver((entries) => {
          for (const { target, isIntersecting } of entries) calls.get(target)?.(isIntersecting);
        });
  return {
    watch: (row, call) => {
      calls.set(row, call);
      observer?.observe(row);
      if (observer === null) row.addEventListener(EVENT, told);
      return () => {
        calls.delete(row);
        observer?.unobserve(row);
        row.removeEventListener(EVENT, told);
      };
    },
  };
}
