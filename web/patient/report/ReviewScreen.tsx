import { useEffect, useRef } from 'preact/hooks';
import { decimal } from '../../shared/format';
import { t } from '../../shared/i18n';
import { Icon } from '../../shared/components/Icon';
import { wordsFor } from '../../shared/words';
import type { Today } from '../api';
import { wordsOf } from '../form/response';
import { whose } from '../kin/whose';
import { Heading } from '../parts/Heading';
import { Calls } from '../parts/Calls';
import { atStep, go } from '../place';
import { deliver, refused, sending } from '../state';
import { amount } from '../words';
import type { Draft } from './draft';
import { readingOf } from './reading';
import { formKey, isEmpty, type Step, stepsOf } from './steps';

/** Seconds between tries while the network is gone. Nothing tells that a server is back but asking it. */
const TRIES = [5, 15, 30, 60];

function labelOf(step: Step): string {
  switch (step.kind) {
    case 'oxygen':
      return t('me.oxygen');
    case 'measure':
      return step.measure.name;
    case 'question':
      return step.question.item.type === 'display' ? '' : (step.question.item.text ?? '');
  }
}

/** What will be sent of a step. */
function saidIn(step: Step, report: Draft): readonly string[] {
  switch (step.kind) {
    case 'oxygen':
      return report.oxygen === null ? [] : [t(report.oxygen ? 'answer.yes' : 'answer.no')];
    case 'measure':
      return (report.attempts[step.id] ?? []).map((one) => amount(readingOf(step.measure, one), step.measure));
    case 'question': {
      const { item } = step.question;
      const given = report.answers[formKey(step.form)]?.[item.linkId] ?? [];
      return given.map((one) => {
        if (one.valueBoolean !== undefined) return t(one.valueBoolean ? 'answer.yes' : 'answer.no');
        const value = one.valueInteger ?? one.valueDecimal ?? one.valueQuantity?.value;
        if (value === undefined) return wordsOf(step.form.questionnaire, item, [one]).join('');
        return amount(decimal(value), { unit: one.valueQuantity?.unit ?? '', unitName: null });
      });
    }
  }
}

function Said({ step, report }: { readonly step: Step; readonly report: Draft }) {
  const said = saidIn(step, report);
  const label = labelOf(step);
  if (label === '') return null;
  const attempt = step.kind === 'measure' ? Math.max(0, (report.attempts[step.id] ?? []).length - 1) : 0;
  return (
    <div class="said">
      <dt dir="auto">{label}</dt>
      <dd>
        <b>{said.length === 0 ? t(step.kind === 'measure' ? 'me.not_measured' : 'me.not_answered') : said.map((one) => <bdi key={one}>{one}</bdi>)}</b>
        {report.sending === null && (
          <button
            class="quietly"
            type="button"
            aria-label={t('me.change_of', { name: label })}
            onClick={() => go(atStep(step.id, 0, attempt))}
          >
            {t('me.change')}
          </button>
        )}
      </dd>
    </div>
  );
}

/** Tries again by itself: when the network says that it is back, and now and then. */
function useRetries(waiting: boolean): void {
  const tries = useRef(0);
  useEffect(() => {
    if (!waiting) return undefined;
    const again = (): void => {
      tries.current += 1;
      void deliver();
    };
    const seconds = TRIES[Math.min(tries.current, TRIES.length - 1)] ?? 60;
    const timer = setTimeout(again, seconds * 1000);
    addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [waiting]);
}

/** Not sent: that nothing is lost, and that nobody has seen it. */
function Waiting() {
  return (
    <div class="card waiting" role="alert">
      <h2>
        <Icon name="offline" /> {t('me.kept')}
      </h2>
      <p>{t('me.kept_why')}</p>
      <p>{t('me.kept_ill')}</p>
    </div>
  );
}

/** All that will be sent, before it is. */
export function ReviewScreen({ day, report }: { readonly day: Today; readonly report: Draft }) {
  const begun = report.sending !== null;
  // Given to the network before a reload: it goes on by itself.
  useEffect(() => {
    if (begun && sending.value === 'no') void deliver();
  }, []);
  useRetries(sending.value === 'waiting');
  const empty = isEmpty(day, report);
  const busy = sending.value === 'now';
  // Who sends is who reads this, though “you” is the patient on all other screens.
  const title = whose.value === null ? t('me.review') : t('me.kin_review', { name: day.patient.given });
  const button = (
    <button class="ds-button go" type="button" aria-busy={busy} onClick={() => void deliver()}>
      {busy ? t('me.sending') : t(begun ? 'act.try_again' : 'me.send')}
    </button>
  );
  return (
    <div class="review">
      <Heading title={title}>{title}</Heading>
      {sending.value === 'waiting' && (
        <>
          <Waiting />
          {button}
          <Calls contacts={day.contacts} />
        </>
      )}
      {refused.value !== null && (
        <p class="card" role="alert">
          {wordsFor(refused.value)}
        </p>
      )}
      <dl class="card">
        {stepsOf(day, report).map((step) => (
          <Said key={step.id} step={step} report={report} />
        ))}
      </dl>
      {empty && <p role="status">{t('me.nothing_to_send')}</p>}
      {!empty && sending.value !== 'waiting' && <div class="stack">{button}</div>}
      <p class="sr" role="status">
        {busy && t('me.sending')}
      </p>
    </div>
  );
}

