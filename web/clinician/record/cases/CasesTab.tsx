import { ZoneWord } from '../../../shared/components/ZoneWord';
import { t, tMaybe } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { History } from '../parts/History';
import { dateAndTime } from '../parts/times';
import { usePages } from '../pages';
import { pathOf, type Book } from '../record';
import { nameOf, type Case } from '../shapes';

const TRACE_WORDS: Readonly<Record<string, () => string>> = {
  opened: () => t('record.case_opened'),
  worsened: () => t('record.case_worsened'),
  raised: () => t('record.case_raised'),
  silenced: () => t('record.case_silenced'),
  attempted: () => t('record.case_attempted'),
  closed: () => t('record.case_closed'),
  reopened: () => t('record.case_reopened'),
  taken: () => t('todo.case_taken'),
  released: () => t('todo.case_released'),
  lapsed: () => t('todo.case_lapsed'),
  handed: () => t('todo.case_handed'),
};

const happened = (kind: string): string => TRACE_WORDS[kind]?.() ?? kind;

/** What came of a case, or that it still stands open. */
function Outcome({ one }: { readonly one: Case }) {
  if (one.closed === null) return <p class="case-open">{t('record.case_is_open')}</p>;
  const done = one.outcomes.map((outcome) => tMaybe(`outcome.${outcome}`, outcome)).join(', ');
  const by = nameOf(one.closedBy);
  return (
    <p>
      <b>{done === '' ? t('record.case_closed') : done}</b>
      {by !== '' && <span class="soft"> {by}</span>}
      {one.note !== null && one.note !== '' && <q>{one.note}</q>}
    </p>
  );
}

function OneCase({ one }: { readonly one: Case }) {
  const id = `h-case-${one.id}`;
  return (
    <li class="card entry">
      <header class="entry-head">
        <h3 id={id}>
          <time dateTime={one.opened}>{dateAndTime(one.opened, now.value)}</time>
        </h3>
        <span class="entry-zone">
          <ZoneWord judged={{ zone: one.zone, unconfirmed: one.unconfirmed, missing: false }} />
        </span>
        <p>{one.reasons.map((reason) => reason.text).join(' · ')}</p>
        <small class="push soft">{one.programmeName}</small>
      </header>
      <div class="entry-body">
        <Outcome one={one} />
        <ol class="trace" aria-labelledby={id}>
          {one.trace.map((step, index) => (
            <li key={index}>
              <time dateTime={step.at}>{dateAndTime(step.at, now.value)}</time> {happened(step.kind)}
              {nameOf(step.by) !== '' && <span class="soft"> {nameOf(step.by)}</span>}
            </li>
          ))}
        </ol>
      </div>
    </li>
  );
}

/** Every case there was, with its course and what came of it. */
export function CasesTab({ page }: { readonly page: Book }) {
  const pages = usePages<Case>(pathOf(page.patient, '/cases?limit=20'), page.round);
  return (
    <>
      <h2 id="h-cases" tabIndex={-1}>
        {t('record.cases')}
      </h2>
      <History pages={pages} empty={t('record.no_cases')}>
        {(items) => (
          <ol class="entries">
            {items.map((one) => (
              <OneCase key={one.id} one={one} />
            ))}
          </ol>
        )}
      </History>
    </>
  );
}
