import type { WorklistItem } from '../../../shared/api';
import { t, tn } from '../../../shared/i18n';
import { moment } from '../../../shared/format';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { ZoneWord } from '../../../shared/components/ZoneWord';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { faceOf, wordOf } from '../../../shared/zone';
import { Curves } from '../../curves/Curves';
import { ContactWords } from '../contacts/ContactsTab';
import { date, dateAndTime } from '../parts/times';
import type { Book } from '../record';
import { Answered } from '../reports/Answered';
import { Values } from '../reports/Values';
import type { Detail } from '../shapes';

/** The reasons for the zone, then what else wants a look. */
const whyOf = (row: WorklistItem): readonly string[] => [
  ...new Set(row.reasons.map((one) => one.text)),
  ...(row.missing ? [t('why.missing')] : []),
  ...(row.unread > 0 ? [tn('why.unread', row.unread)] : []),
  ...(row.tasks > 0 ? [tn('why.tasks', row.tasks)] : []),
];

/** How the patient stands now, and why. */
function Standing({ detail }: { readonly detail: Detail }) {
  const row = detail.worklist;
  if (detail.reports.length === 0 && detail.zone === 'none' && !detail.missing) return null;
  if (row === null) {
    const judged = { zone: detail.zone, unconfirmed: false, missing: detail.missing };
    return (
      <div class={`verdict verdict-${faceOf(judged).face}`}>
        <ZoneWord judged={judged} />
      </div>
    );
  }
  const [worst = '', ...others] = whyOf(row);
  const rest = others.join(' · ');
  return (
    <div class={`verdict verdict-${faceOf(row).face}`}>
      <div class="verdict-zone">
        <ZoneWord judged={row} />
      </div>
      <p class="verdict-why">
        <b>{worst}</b>
        {rest !== '' && <span> · {rest}</span>}
      </p>
      {row.since !== null && <p class="soft push">{t('panel.since', { time: moment(row.since, now.value) })}</p>}
    </div>
  );
}

function LastReport({ detail }: { readonly detail: Detail }) {
  const report = detail.reports[0];
  return (
    <section class="card" aria-labelledby="h-last">
      <h3 id="h-last">
        {t('record.last_report')}{' '}
        {report !== undefined && <small>{dateAndTime(report.received, now.value)}</small>}
      </h3>
      {report === undefined && <p class="empty">{t('report.none')}</p>}
      {report !== undefined && <Values id="h-last" report={report} usual />}
      {report?.responses.map((form) => <Answered key={form.id} id={`h-last-${form.id}`} form={form} />)}
    </section>
  );
}

/** What gave the zone first, then what else was measured. */
function followed(detail: Detail): readonly string[] {
  const report = detail.reports[0];
  const measured = new Set([
    ...(report?.observations.map((one) => one.parameter) ?? []),
    ...detail.enrolments.flatMap((one) => one.limits.map((limit) => limit.parameter)),
  ]);
  const reasons = (detail.worklist?.reasons ?? report?.reasons ?? []).map((one) => one.parameter);
  return [...new Set([...reasons.filter((one) => measured.has(one)), ...measured])];
}

/** Changes with every report, and with every correction of the last. */
const versionOf = ({ reports: [last] }: Detail): string =>
  last === undefined ? '' : [last.id, ...last.observations.map((one) => one.version ?? 0)].join(' ');

function Drawn({ detail }: { readonly detail: Detail }) {
  const parameters = followed(detail);
  if (parameters.length === 0 || !may('observation.read')) return null;
  return (
    <div class="card record-curves">
      <Curves patient={detail.id} parameters={parameters} first={4} version={versionOf(detail)} />
    </div>
  );
}

/** What the programme says is to be done in the zone. */
function Plan({ detail }: { readonly detail: Detail }) {
  const guidance = (detail.guidance ?? []).filter((one) => one.zone !== 'none');
  return guidance.map((one) => {
    const zone = one.zone === 'none' ? null : one.zone;
    return (
      <section key={one.programme} class={`card plan plan-${one.zone}`} aria-labelledby={`h-plan-${one.programme}`}>
        <h3 id={`h-plan-${one.programme}`}>
          {zone !== null && <ZoneMark face={zone} />} {one.title} <small>{one.programmeName}</small>
        </h3>
        {one.text !== '' && <p>{one.text}</p>}
        <ul class="dots">
          {one.do.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <span class="sr">{t(wordOf(one.zone))}</span>
      </section>
    );
  });
}

/** What to ask and think of at this cause. */
function Causes({ detail }: { readonly detail: Detail }) {
  const advice = detail.advice ?? [];
  if (advice.length === 0) return null;
  // What two causes both ask stands once.
  const asked = advice.map((one, at) => {
    const before = new Set(advice.slice(0, at).flatMap((other) => other.questions));
    return { ...one, questions: one.questions.filter((words) => !before.has(words)) };
  });
  return (
    <section class="card" aria-labelledby="h-advice">
      <h3 id="h-advice">{t('record.advice')}</h3>
      {asked.map((one, at) => (
        <div key={at} class="cause">
          <p>
            <b>{one.about}</b> {one.text}
          </p>
          {one.questions.length > 0 && (
            <ul class="dots">
              {one.questions.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </section>
  );
}

/** So many the style sheet prints. */
const ON_PAPER = { notes: 3, contacts: 5 } as const;

function LastNotes({ detail }: { readonly detail: Detail }) {
  if (!may('record.read')) return null;
  const notes = detail.notes ?? [];
  return (
    <section class="card" aria-labelledby="h-last-notes">
      <div class="h-row">
        <h3 id="h-last-notes">{t('record.notes')}</h3>
        <a class="textlink push" href="#notes">
          {may('record.write') ? t('record.write_note') : t('record.all_notes')}
        </a>
      </div>
      {notes.length === 0 && <p class="empty">{t('record.no_notes')}</p>}
      <ul class="short-log">
        {notes.map((one) => (
          <li key={one.id}>
            <time dateTime={one.at}>{date(one.at, now.value)}</time>
            <span>
              <span class="note-words">{one.text}</span> <span class="soft">{one.by}</span>
            </span>
          </li>
        ))}
      </ul>
      {notes.length > ON_PAPER.notes && <p class="soft print-only">{t('record.older_notes')}</p>}
    </section>
  );
}

function LastContacts({ detail }: { readonly detail: Detail }) {
  return (
    <section class="card" aria-labelledby="h-last-contacts">
      <div class="h-row">
        <h3 id="h-last-contacts">{t('contacts.title')}</h3>
        {may('record.read') && (
          <a class="textlink push" href="#contacts">
            {may('record.write') ? t('record.write_contact') : t('record.all_contacts')}
          </a>
        )}
      </div>
      {detail.contacts.length === 0 && <p class="empty">{t('record.no_contacts')}</p>}
      <ul class="short-log">
        {detail.contacts.map((one) => (
          <li key={one.id}>
            <time dateTime={one.at}>{date(one.at, now.value)}</time>
            <span>
              <ContactWords one={one} /> <span class="soft">{one.by}</span>
            </span>
          </li>
        ))}
      </ul>
      {detail.contacts.length > ON_PAPER.contacts && <p class="soft print-only">{t('record.older_contacts')}</p>}
    </section>
  );
}

/** All that matters now, on one page; it prints on one sheet. */
export function Overview({ page }: { readonly page: Book }) {
  const detail = page.detail.value;
  if (detail === null) return null;
  return (
    <>
      <h2 id="h-overview" class="sr" tabIndex={-1}>
        {t('record.overview')}
      </h2>
      <Standing detail={detail} />
      <div class="overview">
        <div class="overview-col">
          <LastReport detail={detail} />
          <Drawn detail={detail} />
        </div>
        <div class="overview-col">
          <Plan detail={detail} />
          <Causes detail={detail} />
          <LastNotes detail={detail} />
          <LastContacts detail={detail} />
        </div>
      </div>
    </>
  );
}
