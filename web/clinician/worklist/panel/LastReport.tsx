import { signal } from '@preact/signals';
import { Icon } from '../../../shared/components/Icon';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { listed, lowered, moment, number, unit } from '../../../shared/format';
import { t, tMaybe, tn } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { wordOf, type Face } from '../../../shared/zone';
import { isSuspect } from '../../curves/dots';
import type { OpenCase } from '../desk';
import { limitsOf } from './limits';
import { answeredOf, differenceOf, usualOf, valueRows, type ValueRow } from './rows';
import type { CaseAnswer, CaseDetail, CaseObservation, CaseReport } from './types';

/** Who wants to see all answers wants it for the next patient too. */
const allAnswers = signal(false);

const plainWords = (): readonly string[] => t('report.plain_answers').split(', ');

const valueOf = (one: CaseObservation): string =>
  one.value === null ? t('report.no_value') : number(one.value, one.unit);

function Marks({ marks }: { readonly marks: readonly string[] }) {
  if (marks.length === 0) return null;
  return <small>{marks.map((mark) => tMaybe(`mark.${mark}`, mark)).join(', ')}</small>;
}

const faceWord = (face: Face): string => t(face === 'unsure' ? 'face.unsure' : wordOf(face as 'green'));

interface HeadProperties {
  readonly face: Face | null;
  readonly name: string;
  readonly unit: string;
}

/** Beats and breaths are told by the minute without saying it, and pressure in millimetres of mercury. */
const UNSAID = ['/min', 'mm[Hg]'];
const shownUnit = (ucum: string): string => (UNSAID.includes(ucum) ? '' : unit(ucum));

/** The mark of a row, and its word for those who do not see it. */
function RowHead({ face, name, unit: of }: HeadProperties) {
  return (
    <>
      <span class="report-mark">{face !== null && <ZoneMark face={face} />}</span>
      <span>
        {name}
        {of !== '' && <span class="unit" aria-hidden="true"> {of}</span>}
        {face !== null && <span class="sr">, {faceWord(face)}</span>}
      </span>
    </>
  );
}

function Value({ row }: { readonly row: ValueRow }) {
  const { one, face } = row;
  const told = face === 'red' || face === 'yellow';
  return (
    <tr>
      <th scope="row">
        <span class="report-name">
          <RowHead face={face} name={one.name} unit={shownUnit(one.unit)} />
        </span>
        <Marks marks={one.marks} />
      </th>
      <td>
        {told ? <b>{valueOf(one)}</b> : valueOf(one)}
        <span class="sr"> {unit(one.unit)}</span>
      </td>
      <td>{usualOf(one)}</td>
      <td>{differenceOf(one)}</td>
    </tr>
  );
}

function Answer({ one }: { readonly one: CaseAnswer }) {
  const face = one.zone === 'red' || one.zone === 'yellow' ? one.zone : null;
  return (
    <tr class="report-answer">
      <th scope="row" colSpan={4}>
        <span class="report-name">
          <span class="report-mark">{face !== null && <ZoneMark face={face} />}</span>
          <span>
            {face !== null && <span class="sr">{faceWord(face)}: </span>}
            {one.question} <b>{one.answer}</b>
            {one.usual !== null && one.usual !== one.answer && (
              <span> {t('report.usually', { answer: one.usual })}</span>
            )}
          </span>
        </span>
      </th>
    </tr>
  );
}

/** "Målt tre ganger: 85, 86, 86." */
function Repeats({ rows, confirmed }: { readonly rows: readonly ValueRow[]; readonly confirmed: boolean }) {
  return rows
    .filter(({ readings }) => readings.length > 0)
    .map(({ one, readings }) => {
      const values = readings.map(valueOf).join(', ');
      const sound = confirmed && !isSuspect(readings.at(-1)?.marks ?? []);
      const words = tn('report.repeated', readings.length, { name: one.name, values });
      return (
        <p key={one.parameter} class="note-line">
          {sound ? `${words} ${t('report.confirmed')}` : words}
        </p>
      );
    });
}

/** What questionnaires such as PHQ-9 scored, with the band. */
function Scores({ report }: { readonly report: CaseReport }) {
  return report.responses
    .flatMap(({ instruments }) => instruments)
    .map(({ text }) => (
      <p key={text} class="note-line">
        <b>{text}</b>
      </p>
    ));
}

/** What is as usual is there, but out of the way. */
function OtherAnswers({ report }: { readonly report: CaseReport }) {
  const { told, rest } = answeredOf(report, plainWords());
  if (rest.length === 0) return null;
  return (
    <details
      class="other-answers"
      open={allAnswers.value}
      onToggle={(event) => (allAnswers.value = event.currentTarget.open)}
    >
      <summary>{tn(told.length > 0 ? 'report.other_answers' : 'report.all_answers', rest.length)}</summary>
      <dl class="answers">
        {rest.map((one) => (
          <div key={one.question}>
            <dt>{one.question}</dt>
            <dd>{one.answer}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface TableProperties {
  readonly report: CaseReport;
  readonly rows: readonly ValueRow[];
}

function ReportTable({ report, rows }: TableProperties) {
  const { told } = answeredOf(report, plainWords());
  const time = moment(report.received, now.value);
  return (
    <table class="report">
      <caption class="sr">{t('report.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">
            <h3 id="h-report">
              {t('report.title')} <small>{time}</small>
            </h3>
          </th>
          <th scope="col">{t('report.value')}</th>
          <th scope="col">{t('report.usual')}</th>
          <th scope="col">{t('report.change')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Value key={row.one.id} row={row} />
        ))}
        {told.map((one) => (
          <Answer key={one.question} one={one} />
        ))}
      </tbody>
    </table>
  );
}

interface Properties {
  readonly open: OpenCase;
  /** Asks the patient to measure again; absent when one may not write. */
  readonly askAgain: (() => void) | undefined;
}

/** The patient's own words, when they wrote some. */
function Remark({ open }: Pick<Properties, 'open'>) {
  const wrote = open.item.looks.find(({ kind }) => kind === 'wrote');
  return wrote === undefined ? null : <blockquote class="remark">{wrote.text}</blockquote>;
}

function Empty() {
  return (
    <section aria-labelledby="h-report">
      <h3 id="h-report">{t('report.title')}</h3>
      <p class="soft">{t('report.none')}</p>
    </section>
  );
}

/** What came last, beside what is usual for this patient. */
export function LastReport({ open, askAgain }: Properties) {
  const detail: CaseDetail | null = open.detail;
  if (detail === null) return <div class="bones" aria-hidden="true" />;
  const report = detail.reports[0];
  if (report === undefined) return <Empty />;
  const rows = valueRows(report, limitsOf(detail));
  return (
    <section aria-labelledby="h-report">
      <ReportTable report={report} rows={rows} />
      <Repeats rows={rows} confirmed={!open.item.unconfirmed} />
      <Scores report={report} />
      <Remark open={open} />
      <div class="report-foot">
        <OtherAnswers report={report} />
        {askAgain !== undefined && (
          <button class="textlink push with-icon" type="button" onClick={askAgain}>
            <Icon name="pulse" />
            {t('again.ask')}
          </button>
        )}
      </div>
    </section>
  );
}

/** What to ask for again: what is in doubt or out of its limits, else all that was measured. */
export function againNames(detail: CaseDetail | null): string {
  const report = detail?.reports[0];
  if (detail === null || report === undefined) return '';
  const rows = valueRows(report, limitsOf(detail));
  const doubtful = rows.filter(({ face }) => face === 'unsure' || face === 'red' || face === 'yellow');
  const names = (doubtful.length > 0 ? doubtful : rows).map(({ one }) => one.name);
  return listed(names.map(lowered));
}
