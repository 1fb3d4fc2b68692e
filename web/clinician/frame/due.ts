// How many tasks are due in one's own queue: it stands beside the way to them, on every page.
import { signal } from '@preact/signals';
import { get } from '../../shared/http';
import { may } from '../../shared/session';
import type { TaskCounts } from '../tasks/shapes';

const EVERY_MS = 60_000;

/** Null until it is known. */
export const dueCount = signal<number | null>(null);

export async function countDue(): Promise<void> {
  if (!may('task.read')) return;
  try {
    dueCount.value = (await get<TaskCounts>('/api/tasks/counts')).due;
  } catch {
    // The old count stays; the page itself says when nothing can be reached.
  }
}

/** Counts now and then, since time alone makes tasks due. */
export function keepCounting(): () => void {
  void countDue();
  const timer = setInterval(() => void countDue(), EVERY_MS);
  return () => clearInterval(timer);
}
