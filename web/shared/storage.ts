// The browser's storage, which may be full, blocked or absent: then nothing is kept, and nothing fails.

const guarded = <T>(act: () => T): T | null => {
  try {
    return act();
  } catch {
    return null;
  }
};

/** Kept in this browser: choices, and nothing about a patient but the patient's own report until it is sent. */
export const remembered = (key: string): string | null =>
  guarded(() => localStorage.getItem(`varde.${key}`));
export const remember = (key: string, value: string): void => {
  guarded(() => localStorage.setItem(`varde.${key}`, value));
};
export const forget = (key: string): void => {
  guarded(() => localStorage.removeItem(`varde.${key}`));
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
