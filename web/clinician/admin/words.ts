// Words that several pages of administration share. Pure, but for the language.
import { language } from '../../shared/i18n';

/** "Fjelldal kommune og Nesvik kommune": names keep their capitals. */
export const namesListed = (names: readonly { readonly name: string }[]): string =>
  new Intl.ListFormat(language.value === 'nb' ? 'nb-NO' : 'en-GB').format(names.map((one) => one.name));

/** Today in Norway, "2026-11-22". */
export const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());

/** "9", "0930", "9.30" and "09:30" are times of the wall; null is none. */
export function clockOf(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:.]?([0-5]\d))?$/.exec(typed.trim());
  if (found === null || Number(found[1]) > 23) return null;
  return `${(found[1] ?? '').padStart(2, '0')}:${found[2] ?? '00'}`;
}
