// One patient's tasks, and what may be started as treatment by the plan.
import { signal, type Signal } from '@preact/signals';
import { get } from '../../shared/http';
import { byTime } from '../../shared/moment';
import { may } from '../../shared/session';
import type { ActionChoice, StartedAction, Task } from './shapes';

export interface TaskBook {
  readonly patient: string;
  /** Null until they are read. */
  readonly tasks: Signal<readonly Task[] | null>;
  readonly actions: Signal<readonly StartedAction[]>;
  readonly choices: Signal<readonly ActionChoice[]>;
  readonly failure: Signal<unknown>;
  readonly load: () => Promise<void>;
  /** A task as an act left it, until all are read again. */
  readonly put: (task: Task) => void;
}

interface Items<T> {
  readonly items: readonly T[];
}

export function createTaskBook(patient: string): TaskBook {
  const at = (rest: string): string => `/api/patients/${encodeURIComponent(patient)}${rest}`;
  const tasks: TaskBook['tasks'] = signal(null);
  const actions: TaskBook['actions'] = signal([]);
  const choices: TaskBook['choices'] = signal([]);
  const failure = signal<unknown>(null);
  let asked = 0;
  const load = async (): Promise<void> => {
    const mine = (asked += 1);
    try {
      const [told, started, offered] = await Promise.all([
        get<Items<Task>>(at('/tasks')),
        get<Items<StartedAction>>(at('/actions')),
        may('case.handle') ? get<Items<ActionChoice>>(at('/actions/choices')) : { items: [] },
      ]);
      if (mine !== asked) return;
      tasks.value = told.items;
      actions.value = started.items;
      choices.value = offered.items;
      failure.value = null;
    } catch (error) {
      if (mine === asked) failure.value = error;
    }
  };
  return {
    patient,
    tasks,
    actions,
    choices,
    failure,
    load,
    put: (task) => {
      tasks.value = tasks.value?.map((one) => (one.id === task.id ? { ...one, ...task } : one)) ?? null;
    },
  };
}

/** What has been started and nobody has said how it went: it is not started again before. */
export const waitingActions = (book: TaskBook): readonly StartedAction[] => book.actions.value.filter((one) => one.effect === null);

/** Those still to be done, the first due first. */
export const openOf = (tasks: readonly Task[] | null): readonly Task[] =>
  (tasks ?? []).filter((one) => one.state === 'open').sort((a, b) => byTime(a.due, b.due));
