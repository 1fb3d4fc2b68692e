// The page of tasks: what is shown, what was just done, and the way back from it.
import { signal, type Signal } from '@preact/signals';
import { Problem, send, type Write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import { countDue } from '../frame/due';
import { createDrafts, type Drafts } from '../record/drafts';
import { createPages, type Pages } from '../record/pages';
import { good, wrong, type Notice } from '../worklist/notice';
import type { TaskPlace } from './acts';
import { addressOf, choiceOf, pathOf, type TaskChoice } from './choice';
import { focusOn } from './rowkeys';
import type { Task } from './shapes';

export interface TaskDesk {
  readonly choice: Signal<TaskChoice>;
  readonly pages: Signal<Pages<Task>>;
  readonly notice: Signal<Notice | null>;
  readonly drafts: Drafts;
  readonly place: TaskPlace;
  readonly choose: (part: Partial<TaskChoice>) => void;
  readonly load: () => void;
  readonly undo: () => void;
}

export const ROW = '.todo[data-task]';

/** The row that follows takes the focus when the one that was worked goes. */
function keepPlace(task: Task): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const at = rows.findIndex((row) => row.dataset['task'] === task.id);
  if (!(rows[at]?.contains(document.activeElement) ?? false)) return;
  const next = rows[at + 1] ?? rows[at - 1];
  requestAnimationFrame(() => focusOn(next?.isConnected === true ? next : undefined));
}

/** The ended ones and the open ones are other lists: a task that went over leaves the one that is shown. */
const belongs = (task: Task, { span }: TaskChoice): boolean =>
  span === 'ended' ? task.state !== 'open' : task.state === 'open' && (span === 'all' || task.dueNow);

export function createTaskDesk(): TaskDesk {
  const choice = signal(choiceOf(location.search));
  const pages = signal(createPages<Task>(pathOf(choice.value)));
  const notice = signal<Notice | null>(null);
  const drafts = createDrafts('tasks');
  let back: Write | null = null;
  const load = (): void => {
    void pages.value.load();
    void countDue();
  };
  const undo = (): void => {
    const what = back;
    if (what === null) return;
    back = null;
    send<Task>(what)
      .then((task) => (notice.value = good(t('todo.reopened', { title: task.title }))))
      .catch((error: unknown) => {
        if (!(error instanceof Problem)) back = what;
        notice.value = wrong(wordsFor(error), error instanceof Problem ? undefined : { label: t('act.try_again'), go: undo });
      })
      .finally(load);
  };
  const place: TaskPlace = {
    drafts,
    keys: 'all',
    changed: (task, said, way) => {
      const words = `${said} ${t('todo.of', { name: task.patient.name })}`;
      back = way;
      notice.value = way === null ? good(words) : { tone: 'good', text: words, way: { label: t('undo.button'), go: undo } };
      const { items } = pages.value;
      const stays = belongs(task, choice.value);
      if (!stays) keepPlace(task);
      items.value = (items.value ?? []).flatMap((one) => (one.id !== task.id ? one : stays ? { ...one, ...task } : []));
      load();
    },
    stale: load,
  };
  return {
    choice,
    pages,
    notice,
    drafts,
    place,
    choose: (part) => {
      choice.value = { ...choice.value, ...part };
      history.replaceState(null, '', addressOf(choice.value));
      notice.value = null;
      pages.value = createPages<Task>(pathOf(choice.value));
      load();
    },
    load,
    undo,
  };
}
