import { useEffect } from 'preact/hooks';
import { language, t, tMaybe, tn } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { wordsFor } from '../../../shared/words';
import { useLoaded } from '../../admin/loaded';
import type { MissingStep } from '../../tasks/shapes';
import { nearDay } from '../../tasks/words';
import { dateAndTime } from '../parts/times';
import { pathOf, type Book } from '../record';

interface DueAnswer {
  readonly trace?: readonly MissingStep[];
}

/** A deadline at the end of a day is the midnight that begins the next. */
const dayOf = (at: string): string => nearDay(new Date(Date.parse(at) - 1).toISOString());

function words({ kind, due, missed, outcome }: MissingStep): string {
  if (kind === 'cleared') return t('late.step_cleared', { outcome: outcome === null ? '' : tMaybe(`late.${outcome}`, outcome).toLowerCase() });
  if (kind === 'missed') return tn('late.step_missed', missed, { day: dayOf(due) });
  return tMaybe(`late.step_${kind}`, kind);
}

/** Reports that did not come, and what became of it. */
export function MissingTrace({ page }: { readonly page: Book }) {
  const { value, error, reload } = useLoaded<DueAnswer>(pathOf(page.patient, '/due'));
  const round = page.round.value;
  const spoken = language.value;
  useEffect(() => {
    if (round > 0) reload();
  }, [round, spoken]);
  const steps = value?.trace ?? [];
  return (
    <section class="card" aria-labelledby="h-missing-trace">
      <h3 id="h-missing-trace">{t('late.trace')}</h3>
      {error !== null && value === null && (
        <p role="alert">
          {wordsFor(error)}{' '}
          <button class="textlink" type="button" onClick={reload}>
            {t('act.try_again')}
          </button>
        </p>
      )}
      {value !== null && steps.length === 0 && <p class="empty">{t('late.none')}</p>}
      <ol class="trace">
        {steps.map((step, at) => (
          <li key={at}>
            <time dateTime={step.at}>{dateAndTime(step.at, now.value)}</time> {words(step)}{' '}
            {step.by !== null && <span class="soft">{step.by.name}</span>}
            {step.note !== null && step.note !== '' && <q>{step.note}</q>}
          </li>
        ))}
      </ol>
    </section>
  );
}
