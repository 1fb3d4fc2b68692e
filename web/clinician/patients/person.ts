// Small checks of what is typed about a person.

/** Eight digits or more, with a land's number before them or not; spaces as one likes. */
export const isPhone = (text: string): boolean => /^\+?\d{5,15}$/.test(text.replace(/[\s()-]/g, ''));
