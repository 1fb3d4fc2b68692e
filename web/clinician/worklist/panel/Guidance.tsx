import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import type { Advice, CaseDetail, Guidance } from './types';

interface ZoneProperties {
  readonly one: Guidance;
  /** Whose programme it is need be said only when there are several. */
  readonly named: boolean;
}

function ZoneCard({ one, named }: ZoneProperties) {
  const id = `h-guidance-${one.programme}`;
  return (
    <section class={`plan-zone plan-${one.zone}`} aria-labelledby={id}>
      <h3 id={id}>
        {one.zone !== 'none' && <ZoneMark face={one.zone} />}
        {t('guidance.title', { title: one.title })}
        {named && <small>{one.programmeName}</small>}
      </h3>
      <p class="plan-text">{one.text}</p>
      <ul class="plain">
        {one.do.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function AdviceFor({ one, at }: { readonly one: Advice; readonly at: number }) {
  const id = `h-advice-${String(at)}`;
  return (
    <section class="advice" aria-labelledby={id}>
      <h3 id={id}>{t('advice.title', { about: one.about })}</h3>
      <p>{one.text}</p>
      {one.questions.length > 0 && (
        <ol class="ask">
          {one.questions.map((question) => (
            <li key={question}>{question}</li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** What the programme says to the patient in this zone, and to the nurse about each cause. */
export function Guidance({ detail }: { readonly detail: CaseDetail | null }) {
  if (detail === null) return <div class="bones" aria-hidden="true" />;
  const asked = new Set<string>();
  const advice = detail.advice.map((one) => {
    const questions = one.questions.filter((question) => !asked.has(question));
    for (const question of questions) asked.add(question);
    return { ...one, questions };
  });
  return (
    <>
      {advice.map((one, at) => (
        <AdviceFor key={`${one.about} ${one.text}`} one={one} at={at} />
      ))}
      {detail.guidance.map((one) => (
        <ZoneCard key={one.programme} one={one} named={detail.guidance.length > 1} />
      ))}
    </>
  );
}
