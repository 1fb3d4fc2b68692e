import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { send, type Write } from '../../../shared/http';
import { language, t } from '../../../shared/i18n';
import { byTime } from '../../../shared/moment';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { wordsFor } from '../../../shared/words';
import type { TaskPlace } from '../../tasks/acts';
import { createTaskBook, openOf, type TaskBook } from '../../tasks/book';
import { EndedTask } from '../../tasks/EndedTask';
import { NewTask, newTaskKey } from '../../tasks/NewTask';
import type { Task, TaskStep } from '../../tasks/shapes';
import { TaskItem } from '../../tasks/TaskItem';
import { hasTwin, nearDay, outcomeWords } from '../../tasks/words';
import { dateAndTime } from '../parts/times';
import type { Book } from '../record';
import { Failure, Waiting } from '../parts/States';
import { tell, tellWrong } from '../tell';
import { Actions } from './Actions';
import { MissingTrace } from './MissingTrace';
import './tasks-tab.css';

const STEP_WORDS: Readonly<Record<string, (step: TaskStep) => string>> = {
  created: ({ due }) => t('todo.step_created', { day: nearDay(due) }),
  moved: ({ due }) => t('todo.step_moved', { day: nearDay(due) }),
  taken: () => t('todo.step_taken'),
  released: () => t('todo.step_released'),
  handed_over: ({ owner, queue }) => t('todo.step_handed', { name: owner?.name ?? queue?.name ?? '' }),
  done: ({ outcome }) => t('todo.step_done', { outcome: outcomeWords(outcome ?? 'done') }),
  met: () => t('todo.state_met'),
  cancelled: () => t('todo.state_cancelled'),
  reopened: () => t('todo.step_reopened'),
};

/** What happened with a task, by whom and when. */
function Trace({ task }: { readonly task: Task }) {
  const steps = task.trace ?? [];
  if (steps.length === 0) return null;
  return (
    <details class="todo-trace">
      <summary>
        {t('todo.trace')}
        <span class="sr">: {task.title}</span>
      </summary>
      <ol class="trace">
        {steps.map((step, at) => (
          <li key={at}>
            <time dateTime={step.at}>{dateAndTime(step.at, now.value)}</time> {STEP_WORDS[step.kind]?.(step) ?? step.kind}{' '}
            <span class="soft">{step.by?.name ?? t('todo.by_rule')}</span>
            {step.note !== null && step.note !== '' && <q>{step.note}</q>}
          </li>
        ))}
      </ol>
    </details>
  );
}

function placeOf(page: Book, book: TaskBook): TaskPlace {
  const refresh = (): void => void book.load();
  const undo = (back: Write, task: Task): void =>
    void send(back)
      .then(() => tell(page, t('todo.reopened', { title: task.title })))
      .catch((error: unknown) => tellWrong(page, wordsFor(error)))
      .finally(refresh);
  return {
    drafts: page.drafts,
    keys: 'none',
    changed: (task, said, back) => {
      book.put(task);
      tell(page, said, back === null ? undefined : { label: t('undo.button'), go: () => undo(back, task) });
      refresh();
    },
    stale: refresh,
  };
}

interface Properties {
  readonly page: Book;
  readonly book: TaskBook;
}

function Open({ page, book }: Properties) {
  const writing = useSignal(page.drafts.has(newTaskKey(page.patient)));
  const place = placeOf(page, book);
  const open = openOf(book.tasks.value);
  return (
    <section class="card" aria-labelledby="h-open-tasks">
      <div class="h-row">
        <h3 id="h-open-tasks">{t('todo.open')}</h3>
        {may('task.write') && (
          <button class="textlink push" type="button" aria-expanded={writing.value} onClick={() => (writing.value = !writing.value)}>
            {t('todo.new')}
          </button>
        )}
      </div>
      {writing.value && (
        <NewTask
          patient={page.patient}
          drafts={page.drafts}
          focused={true}
          close={() => (writing.value = false)}
          made={(task) => {
            writing.value = false;
            tell(page, t('todo.made', { title: task.title }));
            void book.load();
          }}
        />
      )}
      {book.tasks.value !== null && open.length === 0 && <p class="empty">{t('todo.none')}</p>}
      <ul class="todos">
        {open.map((task) => (
          <TaskItem key={task.id} task={task} place={place} twin={hasTwin(task, open)}>
            <Trace task={task} />
          </TaskItem>
        ))}
      </ul>
    </section>
  );
}

function Ended({ page, book }: Properties) {
  const place = placeOf(page, book);
  const ended = (book.tasks.value ?? [])
    .filter((one) => one.state !== 'open')
    .sort((a, b) => byTime(b.ended?.at ?? b.due, a.ended?.at ?? a.due));
  return (
    <section class="card" aria-labelledby="h-ended-tasks">
      <h3 id="h-ended-tasks">{t('todo.ended')}</h3>
      {book.tasks.value !== null && ended.length === 0 && <p class="empty">{t('todo.none_ended')}</p>}
      <ul class="todos">
        {ended.map((task) => (
          <EndedTask key={task.id} task={task} place={place}>
            <Trace task={task} />
          </EndedTask>
        ))}
      </ul>
    </section>
  );
}

/** What is to be done about the patient and what was; treatment that was started; reports that did not come. */
export function TasksTab({ page }: { readonly page: Book }) {
  const book = useMemo(() => createTaskBook(page.patient), [page]);
  const round = page.round.value;
  const spoken = language.value;
  useEffect(() => void book.load(), [book, round, spoken]);
  return (
    <>
      <h2 id="h-tasks-tab" tabIndex={-1}>
        {t('todo.title')}
      </h2>
      {book.failure.value !== null && <Failure failure={book.failure.value} again={() => void book.load()} />}
      {book.tasks.value === null && book.failure.value === null && <Waiting />}
      <div class="tasks-tab">
        <div class="overview-col">
          <Open page={page} book={book} />
          <Ended page={page} book={book} />
        </div>
        <div class="overview-col">
          <Actions page={page} book={book} />
          {may('record.read') && <MissingTrace page={page} />}
        </div>
      </div>
    </>
  );
}
