// Tells when a row comes into sight: one observer for all of them.

export interface Seen {
  /** Calls whenever the element comes near what is shown; gives back how to stop. */
  readonly watch: (element: Element, call: (near: boolean) => void) => () => void;
}

export function createSeen(): Seen {
  const calls = new WeakMap<Element, (near: boolean) => void>();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) calls.get(target)?.(isIntersecting);
  });
  return {
    watch: (element, call) => {
      calls.set(element, call);
      observer.observe(element);
      return () => {
        calls.delete(element);
        observer.unobserve(element);
      };
    },
  };
}
