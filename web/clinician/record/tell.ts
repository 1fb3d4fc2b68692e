// Says on the page what an act came to, where the focus then stands.
import type { Book, Told } from './record';

/** The words get the focus, since what was pressed may be gone. */
function land(): void {
  requestAnimationFrame(() => document.getElementById('told')?.focus({ preventScroll: false }));
}

export function tell(page: Book, text: string, way?: Told['way']): void {
  page.told.value = way === undefined ? { tone: 'good', text } : { tone: 'good', text, way };
  land();
}

export function tellWrong(page: Book, text: string): void {
  page.told.value = { tone: 'wrong', text };
  land();
}
