import { dayAt, plusDays } from '../../shared/days';
import { serverNow } from '../../shared/http';
import { t } from '../../shared/i18n';
import { useOpened } from './opened';
import { changeDraft, draftOf } from './acts';
import type { ActProperties } from './TaskItem';

/** Tomorrow and in a week by one press, any other day by its date. */
export function MoveForm({ task, place, acts }: ActProperties) {
  const today = dayAt(serverNow());
  const id = `move-${task.id}`;
  const { day, words } = draftOf(place, task);
  const form = useOpened();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (day === '') document.getElementById(id)?.focus();
    else acts.move(day);
  };
  return (
    <form class="todo-form" ref={form} onSubmit={submit}>
      <button class="ds-button" data-variant="secondary" type="button" onClick={() => acts.move(plusDays(today, 1))}>
        {t('todo.to_tomorrow')}
      </button>
      <button class="ds-button" data-variant="secondary" type="button" onClick={() => acts.move(plusDays(today, 7))}>
        {t('todo.to_week')}
      </button>
      <label class="field" for={id}>
        {t('todo.to_day')}
        <input
          class="ds-input"
          id={id}
          type="date"
          min={today}
          value={day}
          onInput={(event) => changeDraft(place, task, { day: event.currentTarget.value })}
        />
      </label>
      <label class="field" for={`${id}-why`}>
        {t('todo.why')}
        <input
          class="ds-input"
          id={`${id}-why`}
          autocomplete="off"
          value={words}
          onInput={(event) => changeDraft(place, task, { words: event.currentTarget.value })}
        />
      </label>
      <button class="ds-button" data-variant={day === '' ? 'secondary' : undefined} type="submit" aria-busy={acts.act.busy.value}>
        {t('todo.move_it')}
      </button>
    </form>
  );
}
