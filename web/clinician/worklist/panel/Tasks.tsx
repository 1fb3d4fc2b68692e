import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { may } from '../../../shared/session';
import { openOf, waitingActions, type TaskBook } from '../../tasks/book';
import { NewTask, newTaskKey } from '../../tasks/NewTask';
import { TaskItem } from '../../tasks/TaskItem';
import { hasTwin, waitingWords } from '../../tasks/words';
import type { Desk, OpenCase } from '../desk';
import { good } from '../notice';
import { deskPlace, dueTasks } from '../todo';
import { FailureLine } from './FailureLine';
import { showsTask } from './TaskFoot';
import { WritingHead } from './WritingHead';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
  readonly book: TaskBook;
}

/** Treatment whose effect is not to be asked for yet; what is, is a task. */
function Waiting({ book }: Pick<Properties, 'book'>) {
  const asked = new Set(openOf(book.tasks.value).map((one) => one.action));
  const waiting = waitingActions(book).filter((one) => !asked.has(one.id));
  if (waiting.length === 0) return null;
  return (
    <ul class="plain" aria-label={t('started.waiting')}>
      {waiting.map((one) => (
        <li key={one.id}>{waitingWords(one)}</li>
      ))}
    </ul>
  );
}

/** The patient's tasks, but for the one that the foot of the case is for; and a new one by hand. */
export function Tasks({ desk, open, book }: Properties) {
  const patient = open.item.patient.id;
  const writing = useSignal(desk.forms.has(newTaskKey(patient)));
  const pressed = useRef(false);
  const all = openOf(book.tasks.value);
  const foot = showsTask(open.item) ? dueTasks(desk)[0] : undefined;
  const shown = all.filter((one) => one.id !== foot?.id);
  const place = deskPlace(desk, false);
  return (
    <section class="tasks" aria-labelledby="h-tasks">
      <WritingHead
        id="h-tasks"
        title={t('todo.title')}
        words={may('task.write') ? t('todo.new') : null}
        writing={writing}
        pressed={pressed}
        reached
      />
      {writing.value && (
        <NewTask
          patient={patient}
          drafts={desk.forms}
          focused={pressed.current}
          close={() => (writing.value = false)}
          made={(task) => {
            writing.value = false;
            desk.panelNotice.value = good(t('todo.made', { title: task.title }));
            void book.load();
            void desk.list.refresh([patient]);
          }}
        />
      )}
      <FailureLine failure={book.failure.value} again={book.load} />
      {book.tasks.value !== null && shown.length === 0 && (
        <p class="soft">{t(foot === undefined ? 'todo.none' : 'todo.no_more')}</p>
      )}
      <ul class="todos">
        {shown.map((task) => (
          <TaskItem key={task.id} task={task} place={place} twin={hasTwin(task, openOf(book.tasks.value))} />
        ))}
      </ul>
      <Waiting book={book} />
    </section>
  );
}
