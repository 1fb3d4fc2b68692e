import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import { useLoaded } from '../admin/loaded';
import { useOpened } from './opened';
import { changeDraft, draftOf, pathOf } from './acts';
import type { TaskChoices } from './shapes';
import type { ActProperties } from './TaskItem';

interface SelectProperties {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
}

function Select({ id, label, value, options, choose }: SelectProperties) {
  return (
    <label class="field" for={id}>
      {label}
      <select class="ds-input" id={id} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([one, words]) => (
          <option key={one} value={one} selected={one === value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** To another queue, or to somebody in it, with a word on why. */
export function HandForm({ task, place, acts }: ActProperties) {
  const form = useOpened();
  const { value: choices, error, reload } = useLoaded<TaskChoices>(pathOf(task, 'choices'));
  const draft = draftOf(place, task);
  const id = `hand-${task.id}`;
  const queue = draft.queue === '' ? task.queue.id : draft.queue;
  const owners = choices?.queues.find((one) => one.id === queue)?.owners ?? [];
  const owner = owners.some((one) => one.id === draft.owner) ? draft.owner : '';
  if (error !== null && choices === null) {
    return (
      <p role="alert">
        {wordsFor(error)}{' '}
        <button class="textlink" type="button" onClick={reload}>
          {t('act.try_again')}
        </button>
      </p>
    );
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    if (draft.words.trim() === '') document.getElementById(`${id}-why`)?.focus();
    else acts.hand(queue, owner === '' ? null : owner);
  };
  return (
    <form class="todo-form" ref={form} onSubmit={submit} aria-busy={choices === null}>
      <Select
        id={id}
        label={t('todo.queue')}
        value={queue}
        options={choices?.queues.map((one) => [one.id, one.name] as const) ?? [[task.queue.id, task.queue.name]]}
        choose={(chosen) => changeDraft(place, task, { queue: chosen, owner: '' })}
      />
      <Select
        id={`${id}-owner`}
        label={t('todo.owner')}
        value={owner}
        options={[['', t('todo.anybody')], ...owners.map((one) => [one.id, one.name] as const)]}
        choose={(chosen) => changeDraft(place, task, { owner: chosen })}
      />
      <label class="field" for={`${id}-why`}>
        {t('todo.hand_why')}
        <input
          class="ds-input"
          id={`${id}-why`}
          required
          autocomplete="off"
          value={draft.words}
          onInput={(event) => changeDraft(place, task, { words: event.currentTarget.value })}
        />
      </label>
      <button class="ds-button" data-variant="secondary" type="submit" aria-busy={acts.act.busy.value}>
        {t('todo.hand_it')}
      </button>
    </form>
  );
}
