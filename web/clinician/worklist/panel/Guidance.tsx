import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import type { Advice, Guidance } from '../../../shared/api';
import type { CaseDetail } from './types';

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

interface Gathered {
  readonly about: string;
  readonly text: readonly string[];
  readonly questions: readonly string[];
}

function AdviceWords({ one }: { readonly one: Gathered }) {
  return (
    <>
      {one.text.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {one.questions.length > 0 && (
        <ol class="ask">
          {one.questions.map((question) => (
            <li key={question}>{question}</li>
          ))}
        </ol>
      )}
    </>
  );
}

/** The worst cause's advice stands open; that of the others is a press away, so that the plan is seen as well. */
function AdviceList({ all }: { readonly all: readonly Gathered[] }) {
  const [first, ...others] = all;
  if (first === undefined) return null;
  return (
    <section class="advice" aria-labelledby="h-advice">
      <h3 id="h-advice">{t('advice.title', { about: first.about })}</h3>
      <AdviceWords one={first} />
      {others.length > 0 && (
        <div class="advice-others" role="group" aria-label={t('advice.others')}>
          {others.map((one) => (
            <details key={one.about}>
              <summary title={one.about}>{one.about}</summary>
              <AdviceWords one={one} />
            </details>
          ))}
        </div>
      )}
    </section>
  );
}

/** What is said of one thing, in one place; no question twice. */
function gathered(advice: readonly Advice[]): readonly Gathered[] {
  const asked = new Set<string>();
  return [...new Set(advice.map(({ about }) => about))].map((about) => {
    const here = advice.filter((one) => one.about === about);
    const questions = here.flatMap((one) => one.questions).filter((question) => {
      const isNew = !asked.has(question);
      asked.add(question);
      return isNew;
    });
    return { about, text: [...new Set(here.map((one) => one.text))], questions };
  });
}

/** What the programme says to the nurse about each cause, and to the patient in this zone. */
export function Guidance({ detail }: { readonly detail: CaseDetail | null }) {
  if (detail === null) return <div class="bones" aria-hidden="true" />;
  return (
    <>
      <AdviceList all={gathered(detail.advice)} />
      {detail.guidance.map((one) => (
        <ZoneCard key={one.programme} one={one} named={detail.guidance.length > 1} />
      ))}
    </>
  );
}
