// Tells once of each row that it has come into sight: one observer for all of them.

export interface Seen {
  readonly watch: (row: Element, call: () => void) => () => void;
}

export function createSeen(): Seen {
  const calls = new WeakMap<Element, () => void>();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      calls.get(target)?.();
    }
  });
  return {
    watch: (row, call) => {
      calls.set(row, call);
      observer.observe(row);
      return () => observer.unobserve(row);
    },
  };
}
