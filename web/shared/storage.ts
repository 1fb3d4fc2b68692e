// The browser's storage, which may be full, blocked or absent: then nothing is kept, and nothing fails.

const guarded = <T>(act: () => T): T | null => {
  try {
    return act();
  } catch {
    return null;
  }
};

/** Kept in this browser: choices, never anything about a patient. */
export const remembered = (key: string): string | null =>
  guarded(() => localStorage.getItem(`varde.${key}`));
export const remember = (key: string, value: string): void => {
  guarded(() => localStorage.setItem(`varde.${key}`, value));
};

/** Kept in this tab across one log-in, then taken out. */
export const stash = (key: string, value: string): void => {
  guarded(() => sessionStorage.setItem(`varde.${key}`, value));
};
export const unstash = (key: string): string | null =>
  guarded(() => {
    const value = sessionStorage.getItem(`varde.${key}`);
    sessionStorage.removeItem(`varde.${key}`);
    return value;
  });
