import { t } from '../../shared/i18n';
import { changeDraft, draftOf } from './acts';
import { EFFECTS, type Effect } from './shapes';
import { Cap, type ActProperties } from './TaskItem';

/** Did it help? Chosen, then kept: it cannot be taken back, and what is worse goes on to a doctor. */
export function EffectForm({ task, place, acts }: ActProperties) {
  const { effect } = draftOf(place, task);
  const chosen = EFFECTS.find((one) => one === effect) ?? null;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (chosen !== null) acts.effect(chosen);
  };
  const doctor = chosen === 'unchanged' || chosen === 'worse';
  return (
    <form class="todo-effect" onSubmit={submit}>
      <fieldset class="todo-choices">
        <legend class="sr">
          {t('helped.ask')} {task.title}
        </legend>
        {EFFECTS.map((one: Effect, at) => (
          <label key={one}>
            <input
              type="radio"
              name={`effect-${task.id}`}
              value={one}
              data-key={String(at + 1)}
              checked={one === chosen}
              onChange={() => changeDraft(place, task, { effect: one })}
            />
            <Cap place={place} cap={String(at + 1)} />
            {t(`helped.${one}`)}
          </label>
        ))}
      </fieldset>
      {chosen !== null && (
        <div class="todo-form">
          <button class="ds-button" type="submit" aria-busy={acts.act.busy.value}>
            {t('helped.save')}
          </button>
          {doctor && <p class="soft">{t('helped.makes_task')}</p>}
        </div>
      )}
    </form>
  );
}
