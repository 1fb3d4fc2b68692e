import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Named } from '../../shared/api';
import { get } from '../../shared/http';
import { language, t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { wordsFor } from '../../shared/words';
import { dateAndTime } from '../record/parts/times';
import { nameOf } from '../record/shapes';

interface Waiting {
  readonly patient: Named;
  readonly enrolment: string;
  readonly programmeName: string;
  readonly version: number;
  readonly enteredBy: Named | string;
  readonly enteredAt: string;
  readonly orderedBy: string;
  readonly mine: boolean;
}

function One({ one }: { readonly one: Waiting }) {
  const words = {
    ordered: one.orderedBy,
    entered: nameOf(one.enteredBy),
    time: dateAndTime(one.enteredAt, now.value),
  };
  return (
    <li>
      <a href={`/patients/${encodeURIComponent(one.patient.id)}#limits`}>
        <b>{one.patient.name}</b>
      </a>
      <span>
        {one.programmeName} · {t('patients.waiting_words', words)}
      </span>
      <span class="push">{one.mine ? t('patients.waiting_mine') : t('patients.waiting_you')}</span>
    </li>
  );
}

/** Limit orders that wait for a second person; nothing stands here when none do. */
export function PendingLimits() {
  const waiting = useSignal<readonly Waiting[]>([]);
  const failure = useSignal<unknown>(null);
  const spoken = language.value;
  useEffect(() => {
    get<{ readonly items: readonly Waiting[] }>('/api/limits/pending')
      .then(({ items }) => {
        waiting.value = items;
        failure.value = null;
      })
      .catch((error: unknown) => (failure.value = error));
  }, [waiting, failure, spoken]);
  if (failure.value !== null) return <p role="alert">{t('patients.waiting_failed')} {wordsFor(failure.value)}</p>;
  if (waiting.value.length === 0) return null;
  return (
    <section class="card pending-list" aria-labelledby="h-waiting">
      <h2 id="h-waiting">{t('patients.waiting')}</h2>
      <ul>
        {waiting.value.map((one) => (
          <One key={`${one.enrolment}${one.version}`} one={one} />
        ))}
      </ul>
    </section>
  );
}
