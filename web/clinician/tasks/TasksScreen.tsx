import { useSignal } from '@preact/signals';
import { useEffect, useId, useMemo } from 'preact/hooks';
import { createFeed, type Feed } from '../../shared/feed';
import { language, t } from '../../shared/i18n';
import { may, me } from '../../shared/session';
import { dueCount } from '../frame/due';
import { shortcutsOn } from '../frame/keys';
import { Lost, ScreenFrame } from '../frame/ScreenFrame';
import { History } from '../record/parts/History';
import { usePark } from '../record/park';
import { SilentLink } from '../silent/SilentLink';
import { Key } from '../worklist/Key';
import { NoticeLine } from '../worklist/NoticeLine';
import { ALL_DUE, OWNERS, SPANS, type TaskChoice } from './choice';
import { createTaskDesk, ROW, type TaskDesk } from './desk';
import { EndedTask } from './EndedTask';
import { KeysDialog } from './KeysDialog';
import { listenToRows } from './rowkeys';
import { KINDS, type Task } from './shapes';
import { TaskItem } from './TaskItem';
import { dayHeading, dayIn, kindWords, programmeWords } from './words';
import '../record/record.css';
import './page.css';

/** What comes and goes with a task; a patient whose name or enrolment changed comes along. */
const ABOUT: ReadonlySet<string> = new Set(['task', 'action', 'enrolment', 'patient', 'missing']);

interface SegmentsProperties<T extends string> {
  readonly legend: string;
  readonly all: readonly T[];
  readonly value: T;
  readonly words: (one: T) => string;
  readonly choose: (one: T) => void;
}

function Segments<T extends string>({ legend, all, value, words, choose }: SegmentsProperties<T>) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class="sr">{legend}</legend>
      {all.map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === value} onChange={() => choose(one)} />
          {words(one)}
        </label>
      ))}
    </fieldset>
  );
}

function Choice({ desk }: { readonly desk: TaskDesk }) {
  const { owner, span, kind } = desk.choice.value;
  return (
    <div class="page-choice" role="group" aria-label={t('filter.label')}>
      <Segments
        legend={t('todo.span')}
        all={SPANS}
        value={span}
        words={(one) => t(`todo.span_${one}`)}
        choose={(one) => desk.choose({ span: one })}
      />
      <Segments
        legend={t('todo.whose')}
        all={OWNERS}
        value={owner}
        words={(one) => t(`todo.whose_${one}`)}
        choose={(one) => desk.choose({ owner: one })}
      />
      <label class="sr" for="task-kind">
        {t('todo.kind')}
      </label>
      <select
        class="ds-input"
        id="task-kind"
        value={kind}
        onChange={(event) => desk.choose({ kind: event.currentTarget.value })}
      >
        <option value="">{t('todo.kind_all')}</option>
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {kindWords(one)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Tasks by the day on which they are due, or on which they ended; the order is the server's. */
function byDay(items: readonly Task[], ended: boolean): readonly (readonly [string, readonly Task[]])[] {
  const days = new Map<string, Task[]>();
  for (const task of items) {
    const day = dayIn(ended ? (task.ended?.at ?? task.due) : task.due);
    days.set(day, [...(days.get(day) ?? []), task]);
  }
  return [...days];
}

function Whose({ task }: { readonly task: Task }) {
  const { id, name } = task.patient;
  return (
    <a class="todo-who" data-name="" href={`/patients/${encodeURIComponent(id)}#tasks`}>
      {name}{' '}
      {task.programme !== null && <small>{programmeWords(task.programme)}</small>}
    </a>
  );
}

function Days({ desk, items }: { readonly desk: TaskDesk; readonly items: readonly Task[] }) {
  const ended = desk.choice.value.span === 'ended';
  const Item = ended ? EndedTask : TaskItem;
  return (
    <>
      {byDay(items, ended).map(([day, tasks]) => (
        <section key={day} class="card todo-day" aria-labelledby={`h-day-${day}`}>
          <h2 id={`h-day-${day}`}>
            {dayHeading(day)} <small>{tasks.length}</small>
          </h2>
          <ul class="todos">
            {tasks.map((task) => (
              <Item key={task.id} task={task} place={desk.place} whose={<Whose task={task} />} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const isAll = (choice: TaskChoice): boolean => choice.owner === 'any' && choice.kind === '';

/** Why nothing is here, and how to see more. */
function Empty({ desk }: { readonly desk: TaskDesk }) {
  const choice = desk.choice.value;
  const narrowed = !isAll(choice);
  return (
    <section class="card page-empty">
      <h2>{t(narrowed ? 'todo.empty_narrowed' : `todo.empty_${choice.span}`)}</h2>
      <p>{t(narrowed ? 'todo.empty_narrowed_why' : may('case.handle') ? 'todo.empty_why' : 'todo.empty_handed')}</p>
      {narrowed && (
        <button class="ds-button" data-variant="secondary" type="button" onClick={() => desk.choose({ ...ALL_DUE, span: choice.span })}>
          {t('todo.show_all')}
        </button>
      )}
      {!narrowed && choice.span === 'now' && (
        <button class="ds-button" data-variant="secondary" type="button" onClick={() => desk.choose({ span: 'all' })}>
          {t('todo.show_ahead')}
        </button>
      )}
    </section>
  );
}

const KEYS = (): readonly (readonly [readonly string[], string])[] => [
  [['j', 'k'], t('todo.key_move')],
  [['Enter'], t('todo.key_open')],
  ...(may('task.write')
    ? ([
        [['1', '–', '4'], t('todo.key_done')],
        [['t'], t('todo.key_take')],
        [['f'], t('todo.key_move_day')],
        [['h'], t('todo.key_hand')],
        [['m'], t('todo.key_note')],
        [['x'], t('todo.key_cancel')],
        [['z'], t('help.undo')],
      ] as const)
    : []),
  [['Esc'], t('todo.key_shut')],
  [['/'], t('help.find')],
  [['?'], t('help.help')],
];

function Whole({ desk, feed, help }: { readonly desk: TaskDesk; readonly feed: Feed; readonly help: () => void }) {
  const pages = desk.pages.value;
  const some = pages.items.value !== null && pages.items.value.length > 0;
  return (
    <main class="record tasks-page" id="content" tabIndex={-1} aria-busy={pages.items.value === null}>
      <div class="h-row">
        <h1 id="h-page" tabIndex={-1}>
          {t('todo.page')} <small>{me.value?.organisation?.name}</small>
        </h1>
        <SilentLink />
        <Choice desk={desk} />
      </div>
      <Lost since={feed.lostSince.value} />
      <History pages={pages} empty="">
        {(items) => <Days desk={desk} items={items} />}
      </History>
      {pages.items.value?.length === 0 && <Empty desk={desk} />}
      <div class="page-foot">
        <NoticeLine notice={desk.notice.value} dismiss={() => (desk.notice.value = null)} />
        {some && shortcutsOn.value && (
          <button class="help-key push" type="button" onClick={help}>
            <Key>?</Key> {t('keys.help')}
          </button>
        )}
      </div>
    </main>
  );
}

function Shown() {
  const desk = useMemo(createTaskDesk, []);
  const feed = useMemo(() => createFeed({ concerns: ({ kind }) => ABOUT.has(kind), changed: desk.load }), [desk]);
  const help = useSignal(false);
  const spoken = language.value;
  usePark(desk.drafts);
  useEffect(() => desk.load(), [desk, spoken]);
  useEffect(() => feed.start(), [feed]);
  useEffect(() => listenToRows({ row: ROW, undo: desk.undo, help: () => (help.value = true) }), [desk, help]);
  return (
    <>
      <Whole desk={desk} feed={feed} help={() => (help.value = true)} />
      <KeysDialog open={help} keys={KEYS()} />
    </>
  );
}

/** The tasks of one's own queue, by the day on which they are due. */
export function TasksScreen() {
  const due = dueCount.value ?? 0;
  return (
    <ScreenFrame title={`${due > 0 ? `(${String(due)}) ` : ''}${t('todo.page')}`} allowed={may('task.read')}>
      <Shown />
    </ScreenFrame>
  );
}
