import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { dayAt, plusDays } from '../../shared/days';
import { serverNow, write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { me } from '../../shared/session';
import type { Drafts } from '../record/drafts';
import { useAct } from '../record/parts/useAct';
import { FormActs } from '../record/parts/FormActs';
import type { Task } from './shapes';
import './tasks.css';

export interface NewTaskDraft {
  readonly title: string;
  readonly reason: string;
  readonly due: string;
  readonly mine: boolean;
}
const EMPTY: NewTaskDraft = { title: '', reason: '', due: '', mine: false };
export const newTaskKey = (patient: string): string => `new-task/${patient}`;

interface Properties {
  readonly patient: string;
  readonly drafts: Drafts;
  /** Takes the focus: it was asked for. */
  readonly focused: boolean;
  readonly made: (task: Task) => void;
  readonly close: () => void;
}

/** A task by hand: what, until when, and whether it is one's own. */
export function NewTask({ patient, drafts, focused, made, close }: Properties) {
  const key = newTaskKey(patient);
  const draft = drafts.of<NewTaskDraft>(key, EMPTY);
  const change = (part: Partial<NewTaskDraft>): void => drafts.change(key, part);
  const today = dayAt(serverNow());
  const due = draft.due === '' ? plusDays(today, 1) : draft.due;
  const act = useAct();
  const lacking = useSignal(false);
  const title = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (focused) title.current?.focus();
  }, [focused]);
  const submit = (event: Event): void => {
    event.preventDefault();
    lacking.value = draft.title.trim() === '';
    if (lacking.value) {
      title.current?.focus();
      return;
    }
    const reason = draft.reason.trim() === '' ? {} : { reason: draft.reason.trim() };
    const owner = draft.mine && me.value !== null ? { owner: me.value.account.id } : {};
    const body = { title: draft.title.trim(), due, ...reason, ...owner };
    void act.run<Task>({
      what: write(`/api/patients/${encodeURIComponent(patient)}/tasks`, body),
      done: (task) => {
        drafts.drop(key);
        made(task);
      },
    });
  };
  return (
    <form class="todo-new" aria-label={t('todo.new')} onSubmit={submit} noValidate>
      <label class="field field-wide" for="new-task-title">
        {t('todo.what')}
        <input
          class="ds-input"
          id="new-task-title"
          ref={title}
          maxLength={200}
          autocomplete="off"
          aria-invalid={lacking.value}
          aria-describedby="new-task-wrong"
          value={draft.title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      </label>
      <p class="field-wrong field-wide" id="new-task-wrong" role="status">
        {lacking.value && t('todo.what_needed')}
      </p>
      <label class="field" for="new-task-due">
        {t('todo.until')}
        <input
          class="ds-input"
          id="new-task-due"
          type="date"
          min={today}
          value={due}
          onInput={(event) => change({ due: event.currentTarget.value })}
        />
      </label>
      <label class="field" for="new-task-reason">
        {t('todo.why')}
        <input
          class="ds-input"
          id="new-task-reason"
          autocomplete="off"
          value={draft.reason}
          onInput={(event) => change({ reason: event.currentTarget.value })}
        />
      </label>
      <label class="tick" for="new-task-mine">
        <input
          class="ds-input"
          type="checkbox"
          id="new-task-mine"
          checked={draft.mine}
          onChange={(event) => change({ mine: event.currentTarget.checked })}
        />
        {t('todo.for_me')}
      </label>
      <div class="field-wide">
        <FormActs act={act} words={t('todo.make')} close={close} />
      </div>
    </form>
  );
}
