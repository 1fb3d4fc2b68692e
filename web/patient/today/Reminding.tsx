import { useSignal } from '@preact/signals';
import { send, write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import type { Today } from '../api';
import { loadToday } from '../state';

/** Whether one wants to be reminded, and the other choice. */
export function Reminding({ day }: { readonly day: Today }) {
  const busy = useSignal(false);
  const wrong = useSignal<unknown>(null);
  const on = day.reminders;
  const turn = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    try {
      await send(write('/api/me/reminders', { wanted: !on }));
      await loadToday();
    } catch (error) {
      wrong.value = error;
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="reminding">
      <p role="status">{t(on ? (day.remindersRest ? 'me.reminders_rest' : 'me.reminders_on') : 'me.reminders_off')}</p>
      <button class="ds-button quiet" data-variant="tertiary" type="button" aria-busy={busy.value} onClick={() => void turn()}>
        {t(on ? 'me.reminders_stop' : 'me.reminders_start')}
      </button>
      {wrong.value !== null && <p role="alert">{wordsFor(wrong.value)}</p>}
    </div>
  );
}
