// What may be done with a task. The answer is the task as it then stands; who shows it says what came of it.
import { write, type Write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { me } from '../../shared/session';
import type { Drafts } from '../record/drafts';
import { useAct, type Act } from '../record/parts/useAct';
import type { Effect, StartedAction, Task } from './shapes';
import { nearDay, outcomeWords, partyOf } from './words';

/** Where tasks are shown. */
export interface TaskPlace {
  readonly drafts: Drafts;
  /** An act went well: what it came to in words, and how it is taken back if it can be. */
  readonly changed: (task: Task, said: string, back: Write | null) => void;
  /** Somebody else changed it meanwhile: it is to be read anew. */
  readonly stale: () => void;
  /** Which of its keys work here, and are shown: on a page of tasks alone all of them. */
  readonly keys: 'all' | 'digits' | 'none';
}

export interface TaskDraft {
  readonly form: '' | 'move' | 'hand' | 'cancel' | 'note';
  readonly day: string;
  readonly words: string;
  readonly queue: string;
  readonly owner: string;
  readonly effect: string;
}
const EMPTY: TaskDraft = { form: '', day: '', words: '', queue: '', owner: '', effect: '' };

export const draftKey = (task: Task): string => `task/${task.id}`;
export const draftOf = (place: TaskPlace, task: Task): TaskDraft => place.drafts.of(draftKey(task), EMPTY);
export const changeDraft = (place: TaskPlace, task: Task, part: Partial<TaskDraft>): void =>
  place.drafts.change(draftKey(task), part);

export const pathOf = (task: Task, act: string): string => `/api/tasks/${encodeURIComponent(task.id)}/${act}`;

export interface TaskActs {
  readonly act: Act;
  readonly done: (outcome: string) => void;
  readonly move: (day: string) => void;
  readonly hand: (queue: string, owner: string | null) => void;
  readonly take: () => void;
  readonly takeOver: () => void;
  readonly release: () => void;
  readonly cancel: () => void;
  readonly reopen: () => void;
  readonly effect: (effect: Effect) => void;
}

/** An ended one can be opened again. What left it open has another way back, and a contact that was logged stays in the
 * log, where it is corrected: it would end the task at once. */
const wayBack = (after: Task): Write | null =>
  after.state === 'open' || after.ended?.outcome === 'contacted' ? null : write(pathOf(after, 'reopen'), { version: after.version });

const noteOf = (words: string): object => (words.trim() === '' ? {} : { note: words.trim() });

/** "Kontaktet: Ukentlig kontakt", or until when it waits. */
const saidOf = (after: Task, outcome: string): string =>
  after.state === 'open'
    ? t('todo.waits', { title: after.title, day: nearDay(after.due), outcome: outcomeWords(outcome) })
    : t('todo.done', { title: after.title, outcome: outcomeWords(outcome) });

/** The body of a task done so: with the contact that it was, logged in the same act. */
export const doneBody = (task: Task, outcome: string, words: string): object => {
  const party = partyOf(task, outcome);
  const contact = party === null ? {} : { contact: { kind: 'phone', party } };
  return { version: task.version, outcome, ...noteOf(words), ...contact };
};

const effectSaid = (effect: Effect): string =>
  effect === 'unchanged' || effect === 'worse' ? t('helped.doctor_task') : t('helped.kept');

export function useTaskActs(task: Task, place: TaskPlace): TaskActs {
  const act = useAct();
  const { words } = draftOf(place, task);
  const go = (path: string, body: object, said: (after: Task) => string): void =>
    void act.run<Task>({
      what: write(path, body),
      conflict: t('todo.conflict'),
      words: (problem) => {
        if (problem.status === 409) place.stale();
        return null;
      },
      done: (after) => {
        place.drafts.drop(draftKey(task));
        place.changed(after, said(after), wayBack(after));
      },
    });
  const { version } = task;
  return {
    act,
    done: (outcome) => go(pathOf(task, 'done'), doneBody(task, outcome, words), (after) => saidOf(after, outcome)),
    move: (day) =>
      go(pathOf(task, 'move'), { version, due: day, reason: words.trim() === '' ? t('todo.moved_by_hand') : words.trim() }, (after) =>
        t('todo.moved', { title: after.title, day: nearDay(after.due) }),
      ),
    hand: (queue, owner) =>
      go(pathOf(task, 'hand'), { version, queue, owner, note: words.trim() }, (after) =>
        t('todo.handed', { title: after.title, name: after.owner?.name ?? after.queue.name }),
      ),
    take: () => go(pathOf(task, 'take'), { version }, (after) => t('todo.taken', { title: after.title })),
    takeOver: () =>
      go(pathOf(task, 'hand'), { version, owner: me.value?.account.id ?? null, note: t('todo.took_over') }, (after) =>
        t('todo.taken', { title: after.title }),
      ),
    release: () => go(pathOf(task, 'release'), { version }, (after) => t('todo.released', { title: after.title })),
    cancel: () =>
      go(pathOf(task, 'cancel'), { version, reason: words.trim() }, (after) => t('todo.cancelled', { title: after.title })),
    reopen: () => go(pathOf(task, 'reopen'), { version }, (after) => t('todo.reopened', { title: after.title })),
    effect: (effect) =>
      void act.run<StartedAction>({
        what: write(`/api/actions/${encodeURIComponent(task.action ?? '')}/effect`, { effect, ...noteOf(words) }),
        conflict: t('todo.conflict'),
        words: (problem) => {
          if (problem.status === 409) place.stale();
          return null;
        },
        done: () => {
          place.drafts.drop(draftKey(task));
          place.changed({ ...task, state: 'done' }, effectSaid(effect), null);
        },
      }),
  };
}
