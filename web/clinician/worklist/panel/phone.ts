// Telephone numbers as they are read aloud, and as they are called.

const digitsOf = (phone: string): string => phone.replace(/[^\d+]/g, '');

/** "900 00 101", "22 00 01 01"; what is not Norwegian stays as it is. */
export function phoneWords(phone: string): string {
  const digits = digitsOf(phone).replace(/^(\+|00)47(?=\d{8}$)/, '');
  if (!/^\d{8}$/.test(digits)) return phone.trim();
  const parts = /^[49]/.test(digits) ? /^(\d{3})(\d{2})(\d{3})$/ : /^(\d{2})(\d{2})(\d{2})(\d{2})$/;
  return digits.replace(parts, (...found: readonly string[]) =>
    found.slice(1, /^[49]/.test(digits) ? 4 : 5).join(' '),
  );
}

export const phoneLink = (phone: string): string => `tel:${digitsOf(phone)}`;
