// Whose day it is, where it is not one's own: next of kin see the days of those who let them.
import { signal } from '@preact/signals';
import type { Enrolment, Named } from '../../shared/api';
import { get } from '../../shared/http';

/** Null: one's own. */
export const whose = signal<Named | null>(null);
/** One may go back and choose another. */
export const several = signal(false);

interface Page {
  readonly items: readonly (Enrolment & { readonly patient: Named })[];
  readonly next: string | null;
}

/** Those whose days one may see, each once, by name. */
export async function theirs(): Promise<readonly Named[]> {
  const found = new Map<string, Named>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await get<Page>(`/api/enrolments?limit=200${query}`);
    for (const { patient } of page.items) found.set(patient.id, patient);
    cursor = page.next;
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'nb'));
}
