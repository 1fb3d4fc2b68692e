// Work that can wait until the browser has nothing better to do, yet is not put off for ever.

const AT_LATEST_MS = 300;

/** Gives back how to call it off. Safari cannot be asked: there it is soon. */
export function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(act, 1);
    return () => clearTimeout(timer);
  }
  const call = requestIdleCallback(act, { timeout: AT_LATEST_MS });
  return () => cancelIdleCallback(call);
}
