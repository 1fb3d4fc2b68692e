import type { ComponentChildren } from 'preact';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { may } from '../../shared/session';
import { Wrong } from '../record/parts/Wrong';
import { dateAndTime } from '../record/parts/times';
import { useTaskActs, type TaskPlace } from './acts';
import type { Task } from './shapes';
import { outcomeWords } from './words';

interface Properties {
  readonly task: Task;
  readonly place: TaskPlace;
  readonly whose?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** What came of it, in words. */
const came = ({ state, ended }: Task): string =>
  state === 'met' ? t('todo.state_met') : state === 'cancelled' ? t('todo.state_cancelled') : outcomeWords(ended?.outcome ?? 'done');

/** A task that has ended: what came of it, by whom; opened again by whoever may. */
export function EndedTask({ task, place, whose, children }: Properties) {
  const acts = useTaskActs(task, place);
  const { ended } = task;
  return (
    <li class="todo todo-ended" data-task={task.id}>
      <div class="todo-what">
        {whose}
        <p class="todo-facts">
          <b class="todo-title">{task.title}</b>
          <span>{came(task)}</span>
          {ended !== null && (
            <span class="soft">
              {[dateAndTime(ended.at, now.value), ended.by?.name ?? t('todo.by_rule')].join(' · ')}
            </span>
          )}
          {ended?.note !== null && ended?.note !== undefined && ended.note !== '' && <q class="todo-reason">{ended.note}</q>}
        </p>
        {children}
      </div>
      {may('task.write') && task.state !== 'met' && task.kind !== 'effect_check' && (
        <div class="todo-acts">
          <button class="textlink" type="button" onClick={acts.reopen}>
            {t('todo.reopen')}
            <span class="sr">: {task.title}</span>
          </button>
        </div>
      )}
      <Wrong of={acts.act.wrong} />
    </li>
  );
}
