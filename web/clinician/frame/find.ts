// Finding a patient by name or by the whole national id, from any of the clinician's pages.
import { signal } from '@preact/signals';
import type { Named } from '../../shared/api';

export interface Found extends Named {
  readonly born: string;
  readonly sex: string;
  readonly municipality: Named | null;
  readonly enrolments: readonly {
    readonly id: string;
    readonly programme: string;
    readonly programmeName: string;
    readonly state: string;
    readonly service: Named;
  }[];
}

export interface FoundPage {
  readonly items: readonly Found[];
  readonly more: boolean;
}

/** How the page that stands here shows a patient, and how it narrows itself to a name; none elsewhere than on the list. */
export interface Here {
  /** False when the patient is not here. */
  readonly show: (patient: string) => Promise<boolean>;
  readonly narrow: (name: string) => void;
}
export const here = signal<Here | null>(null);

const LETTERS = 2;
const DIGITS = 11;

/** Worth asking for: some letters, or a national id in full. */
export function isAsk(text: string): boolean {
  const bare = text.replace(/\s/g, '');
  return /^\d+$/.test(bare) ? bare.length === DIGITS : bare.length >= LETTERS;
}

export const askedFor = (text: string): string => {
  const bare = text.replace(/\s/g, '');
  return /^\d+$/.test(bare) ? bare : text.trim();
};

export const pageOf = (patient: string): string => `/patients/${encodeURIComponent(patient)}`;

export async function go(patient: string): Promise<void> {
  const shown = (await here.value?.show(patient)) ?? false;
  if (!shown) location.assign(pageOf(patient));
}
