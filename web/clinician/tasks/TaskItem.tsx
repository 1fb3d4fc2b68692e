import type { ComponentChildren } from 'preact';
import { t } from '../../shared/i18n';
import { may, me } from '../../shared/session';
import { Wrong } from '../record/parts/Wrong';
import { Key } from '../worklist/Key';
import { shortcutsOn } from '../frame/keys';
import { changeDraft, draftOf, useTaskActs, type TaskActs, type TaskDraft, type TaskPlace } from './acts';
import { EffectForm } from './EffectForm';
import { HandForm } from './HandForm';
import { useOpened } from './opened';
import { MoveForm } from './MoveForm';
import { EFFECTS, type Task } from './shapes';
import { causeWords, dueWords, outcomesOf, outcomeWords, ownerWords, programmeWords } from './words';
import './tasks.css';

interface Properties {
  readonly task: Task;
  readonly place: TaskPlace;
  /** Whose it is, where several patients' stand together. */
  readonly whose?: ComponentChildren;
  /** The name of its programme stands with it, since another reads the same. */
  readonly twin?: boolean;
  readonly children?: ComponentChildren;
}

export interface ActProperties {
  readonly task: Task;
  readonly place: TaskPlace;
  readonly acts: TaskActs;
}

/** It stands on one's own list. */
const isOurs = ({ queue }: Task): boolean => queue.id === me.value?.organisation?.id;

/** Who follows the patient may act on what stands on another's list as well. */
const mayAct = (task: Task): boolean => may('task.write') && (isOurs(task) || may('case.handle'));

/** The key of an act, where it works. */
export function Cap({ place, cap }: { readonly place: TaskPlace; readonly cap: string }) {
  const works = place.keys === 'all' || (place.keys === 'digits' && /^\d$/.test(cap));
  return works && shortcutsOn.value ? <Key>{cap}</Key> : null;
}

function Outcomes({ task, place, acts, after = 0 }: ActProperties & { readonly after?: number }) {
  return (
    <div class="todo-outcomes" role="group" aria-label={t('todo.came_of_it', { title: task.title })}>
      {outcomesOf(task).map((outcome, at) => (
        <button
          key={outcome}
          class="ds-button"
          data-variant="secondary"
          data-key={String(after + at + 1)}
          data-landing={place.keys === 'digits' && at === 0 ? '' : undefined}
          type="button"
          aria-busy={acts.act.busy.value}
          onClick={() => acts.done(outcome)}
        >
          <Cap place={place} cap={String(after + at + 1)} />
          {outcomeWords(outcome)}
          <span class="sr">
            : {task.title}, {task.patient.name}
          </span>
        </button>
      ))}
    </div>
  );
}

interface WayProperties extends Omit<ActProperties, 'acts'> {
  readonly form: TaskDraft['form'];
  readonly cap: string;
  readonly words: string;
}

/** Opens a form under the task, or shuts it. */
function Way({ task, place, form, cap, words }: WayProperties) {
  const open = draftOf(place, task).form === form;
  return (
    <button
      class="textlink"
      type="button"
      data-key={cap}
      aria-expanded={open}
      onClick={() => changeDraft(place, task, { form: open ? '' : form })}
    >
      {words}
      <span class="sr">: {task.title}</span>
      <Cap place={place} cap={cap} />
    </button>
  );
}

function Ways({ task, place, acts }: ActProperties) {
  const free = task.owner === null;
  const mine = task.owner?.id === me.value?.account.id;
  return (
    <div class="todo-ways">
      {isOurs(task) && (
        <button class="textlink" type="button" data-key="t" onClick={free ? acts.take : mine ? acts.release : acts.takeOver}>
          {t(free ? 'todo.take' : mine ? 'todo.release' : 'todo.take_over')}
          <span class="sr">: {task.title}</span>
          <Cap place={place} cap="t" />
        </button>
      )}
      <Way task={task} place={place} form="move" cap="f" words={t('todo.move')} />
      <Way task={task} place={place} form="hand" cap="h" words={t('todo.hand')} />
      <Way task={task} place={place} form="note" cap="m" words={t('todo.note')} />
      <Way task={task} place={place} form="cancel" cap="x" words={t('todo.cancel')} />
    </div>
  );
}

/** Words that go along with what is pressed next. */
function NoteField({ task, place }: Omit<ActProperties, 'acts'>) {
  const id = `note-${task.id}`;
  const form = useOpened();
  return (
    <form class="todo-form" ref={form} onSubmit={(event) => event.preventDefault()}>
      <label class="field" for={id}>
        {t('todo.note_along')}
        <input
          class="ds-input"
          id={id}
          autocomplete="off"
          value={draftOf(place, task).words}
          onInput={(event) => changeDraft(place, task, { words: event.currentTarget.value })}
        />
      </label>
    </form>
  );
}

function CancelForm({ task, place, acts }: ActProperties) {
  const form = useOpened();
  const id = `cancel-${task.id}`;
  const { words } = draftOf(place, task);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (words.trim() === '') document.getElementById(id)?.focus();
    else acts.cancel();
  };
  return (
    <form class="todo-form" ref={form} onSubmit={submit}>
      <label class="field" for={id}>
        {t('todo.cancel_why')}
        <input
          class="ds-input"
          id={id}
          required
          autocomplete="off"
          value={words}
          onInput={(event) => changeDraft(place, task, { words: event.currentTarget.value })}
        />
      </label>
      <button class="ds-button" data-variant="secondary" type="submit" aria-busy={acts.act.busy.value}>
        {t('todo.cancel_it')}
      </button>
    </form>
  );
}

function Form({ task, place, acts }: ActProperties) {
  const { form, words } = draftOf(place, task);
  if (form === 'move') return <MoveForm task={task} place={place} acts={acts} />;
  if (form === 'hand') return <HandForm task={task} place={place} acts={acts} />;
  if (form === 'cancel') return <CancelForm task={task} place={place} acts={acts} />;
  if (form === 'note') return <NoteField task={task} place={place} />;
  const kept = words.trim();
  return kept === '' ? null : <p class="todo-kept">{t('todo.note_kept', { note: kept })}</p>;
}

function Facts({ task, twin }: Pick<Properties, 'task' | 'twin'>) {
  const mine = me.value?.account.id ?? '';
  const cause = causeWords(task);
  return (
    <p class="todo-facts">
      <b class="todo-title">{task.title}</b>
      <span class={task.dueNow ? 'todo-due todo-over' : 'todo-due'}>{dueWords(task.due)}</span>
      <span class="soft">
        {[
          twin === true && task.programme !== null ? programmeWords(task.programme) : '',
          ownerWords(task, mine),
          task.queue.id === me.value?.organisation?.id ? '' : task.queue.name,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {cause !== '' && <span class="todo-reason">{cause}</span>}
    </p>
  );
}

/** One task that is open: what it is for, until when, whose it is, and all that may be done with it. */
export function TaskItem({ task, place, whose, twin = false, children }: Properties) {
  const acts = useTaskActs(task, place);
  const writes = mayAct(task);
  const asksEffect = task.kind === 'effect_check' && task.action !== null;
  return (
    <li class="todo" data-task={task.id} data-due={task.dueNow ? '' : undefined}>
      <div class="todo-what">
        {whose}
        <Facts task={task} twin={twin} />
        {children}
      </div>
      {writes && (
        <div class="todo-acts">
          {asksEffect && <EffectForm task={task} place={place} acts={acts} />}
          <Outcomes task={task} place={place} acts={acts} after={asksEffect ? EFFECTS.length : 0} />
          <Ways task={task} place={place} acts={acts} />
          <Form task={task} place={place} acts={acts} />
        </div>
      )}
      <Wrong of={acts.act.wrong} />
    </li>
  );
}
