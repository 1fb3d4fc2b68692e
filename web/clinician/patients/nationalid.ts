// Norwegian national identifiers: eleven digits with two that check the others. A D-number has 4 added to its first
// digit; people that do not exist have 80 or 65 added to the month.

export interface NationalId {
  /** "1955-06-02" */
  readonly born: string;
  readonly sex: 'female' | 'male';
  readonly made: boolean;
}

/** The key of what is wrong, as far as it can be said while it is typed. */
export type Fault = 'short' | 'digits' | 'date' | 'check';

const FIRST = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

const checkDigit = (digits: readonly number[], weights: readonly number[]): number => {
  const sum = weights.reduce((total, weight, at) => total + weight * (digits[at] ?? 0), 0);
  return (11 - (sum % 11)) % 11;
};

/** The century follows from the individual number. */
function yearOf(year: number, individual: number): number | null {
  if (individual < 500) return 1900 + year;
  if (individual < 750 && year >= 54) return 1800 + year;
  if (individual >= 900 && year >= 40) return 1900 + year;
  return year < 40 ? 2000 + year : null;
}

const monthOf = (month: number): number => (month > 80 ? month - 80 : month > 65 ? month - 65 : month);

const two = (n: number): string => String(n).padStart(2, '0');

/** The date, when there is such a day. */
function bornOf(digits: readonly number[]): string | null {
  const number = (from: number, to: number): number => Number(digits.slice(from, to).join(''));
  const day = number(0, 2) > 40 ? number(0, 2) - 40 : number(0, 2);
  const month = monthOf(number(2, 4));
  const year = yearOf(number(4, 6), number(6, 9));
  if (year === null) return null;
  const text = `${year}-${two(month)}-${two(day)}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

export const digitsOf = (text: string): string => text.replace(/\s/g, '');

/** Who it stands for, or what is wrong with it. */
export function readNationalId(text: string): NationalId | Fault {
  const plain = digitsOf(text);
  if (/[^\d]/.test(plain) || plain.length > 11) return 'digits';
  if (plain.length < 11) return 'short';
  const digits = Array.from(plain, Number);
  const born = bornOf(digits);
  if (born === null) return 'date';
  const first = checkDigit(digits, FIRST);
  const second = checkDigit(digits, SECOND);
  if (first === 10 || second === 10 || first !== digits[9] || second !== digits[10]) return 'check';
  return { born, sex: (digits[8] ?? 0) % 2 === 0 ? 'female' : 'male', made: Number(plain.slice(2, 4)) > 65 };
}
