import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { get } from '../../../../shared/http';
import { language, t, tn } from '../../../../shared/i18n';
import { may } from '../../../../shared/session';
import { wordsFor } from '../../../../shared/words';
import { useLoaded, type Loaded } from '../../../admin/loaded';
import type { Book } from '../../record';
import { Failure, Waiting } from '../../parts/States';
import type { LimitBook, RecordEnrolment } from '../../shapes';
import { useTrying } from '../../trying';
import { News2Field } from '../LevelFields';
import { draftKey, EMPTY_SET, judge, setBody, type Judged, type TypedSet } from '../OrderForm';
import { levelChanges } from '../levels';
import { differences, standingWith } from '../order';
import { Advice, whyWords } from './Advice';
import { Effect, verdictOf } from './Effect';
import { Level } from './Level';
import { baselinePath, daysOf, SPANS, type Look } from './period';
import { alarmsOf, fromWhole, withNames, withProposal, withRecommended } from './sets';
import type { Baseline, Suggestion, TrialParameter, Tried } from './shapes';
import { proposalWords, TrialCurve, warningsOf } from './TrialCurve';
import { TryTable } from './TryTable';
import { workshopPath, type Way } from './way';
import './workshop.css';

type Trial = TypedSet & {
  /** The way that was begun with, so that coming back does not begin again. */
  readonly begun?: string;
};

const EMPTY: Trial = EMPTY_SET;

interface Whole {
  readonly page: Book;
  readonly enrolment: RecordEnrolment;
  readonly way: Way;
}

const lookWords = (look: Look): string =>
  look === 'trial' ? t('workshop.trial') : look === 90 ? t('curve.days_90') : t('curve.days_365');

function Looks({ look, choose }: { readonly look: Look; readonly choose: (look: Look) => void }) {
  const name = useId();
  return (
    <fieldset class="seg push">
      <legend class="sr">{t('workshop.look')}</legend>
      {SPANS.map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === look} onChange={() => choose(one)} />
          {lookWords(one)}
        </label>
      ))}
    </fieldset>
  );
}

interface ParametersProperties {
  readonly all: readonly TrialParameter[];
  readonly here: TrialParameter;
  readonly tried: Tried | null;
  readonly choose: (parameter: string) => void;
}

/** Which parameter is looked at; each says how often it alarms, now and tried. */
function Parameters({ all, here, tried, choose }: ParametersProperties) {
  const name = useId();
  return (
    <fieldset class="seg parameters">
      <legend class="sr">{t('record.measure')}</legend>
      {all.map((one) => {
        const now = tried === null ? null : alarmsOf(tried.inForce.limits, one.parameter);
        const then = tried === null ? null : alarmsOf(tried.tried.limits, one.parameter);
        return (
          <label key={one.parameter}>
            <input type="radio" name={name} checked={one === here} onChange={() => choose(one.parameter)} />
            {one.name}
            {now !== null && then !== null && (
              <>
                <b aria-hidden="true">{now === then ? now : `${now} → ${then}`}</b>
                <span class="sr">, {t('workshop.chip', { now, then })}</span>
              </>
            )}
          </label>
        );
      })}
    </fieldset>
  );
}

/** Begins with the set of an order that waits, or with what the alarm load suggests. */
function useBeginning({ enrolment, way, page }: Whole, book: LimitBook | null, put: (set: Trial) => void) {
  const said = useSignal<string | null>(null);
  const begun = way.order === null && way.suggestion === null ? null : JSON.stringify([way.order, way.suggestion]);
  useEffect(() => {
    if (book === null || begun === null || page.tries.of<Trial>(enrolment.id, EMPTY).begun === begun) return;
    const order = book.orders.find((one) => one.version === way.order);
    if (order !== undefined) {
      const news2 = order.news2Scale ?? null;
      put({ ...fromWhole(book, { limits: order.limits, habits: order.habits ?? [], news2 }), begun });
      said.value = t('workshop.begun_order', { n: order.version });
      return;
    }
    if (way.suggestion === null) return;
    const [kind = '', nth = '0'] = way.suggestion.split('.');
    get<{ readonly suggestions: readonly Suggestion[] }>(`/api/enrolments/${encodeURIComponent(enrolment.id)}/alarm-load`)
      .then(({ suggestions }) => {
        const one = suggestions.filter((other) => other.kind === kind)[Number(nth)];
        if (one === undefined) {
          said.value = t('workshop.suggestion_gone');
          return;
        }
        const limits = withNames(book, one.limits);
        put({ ...fromWhole(book, { limits, habits: one.habits, news2: book.news2Scale ?? null }), begun });
        said.value = one.text;
      })
      .catch((error: unknown) => (said.value = wordsFor(error)));
  }, [book, begun]);
  return said;
}

/** What may be done with what is tried. */
interface ActsProperties {
  readonly page: Book;
  readonly book: LimitBook;
  readonly set: Trial;
  readonly judged: Judged;
  readonly proposals: readonly TrialParameter[];
  readonly of: TrialParameter;
  readonly evidence: string;
  readonly put: (set: Trial) => void;
}

function Acts({ page, book, set, judged, proposals, of, evidence, put }: ActsProperties) {
  const offered = proposals.filter((one) => one.quality !== 'none');
  const recommended = proposals.filter((one) => one.recommended);
  const pending = book.orders.some((one) => one.state === 'pending');
  const ready = judged.changed > 0 && judged.faults.length === 0;
  const toOrder = (): void => {
    if (!ready) return;
    const { typed, kinds, added, levels, news2 } = set;
    const now = page.drafts.of<{ readonly evidence: string }>(draftKey(book), { evidence: '' });
    page.drafts.change(draftKey(book), {
      typed, kinds, added, levels, from: book.version, evidence: now.evidence === '' ? evidence : now.evidence,
      ...(news2 === undefined ? {} : { news2 }),
    });
    location.hash = '#limits';
  };
  return (
    <div class="workshop-acts acts">
      <p role="status">
        {judged.changed === 0 ? t('workshop.as_in_force') : tn('workshop.changed', judged.changed)}
      </p>
      {offered.includes(of) && (
        <button class="ds-button" data-variant="secondary" type="button" onClick={() => put(withProposal(book, set, of))}>
          {t('workshop.use_proposal', { name: of.name })}
        </button>
      )}
      {recommended.length > 0 && (
        <button
          class="ds-button"
          data-variant="secondary"
          type="button"
          onClick={() => put(recommended.reduce<Trial>((all, one) => withRecommended(book, all, one), set))}
        >
          {t('workshop.use_recommended')}
        </button>
      )}
      <button
        class="ds-button"
        data-variant="secondary"
        type="button"
        aria-disabled={judged.changed === 0 && judged.faults.length === 0}
        onClick={() => put({ ...EMPTY_SET, ...(set.begun === undefined ? {} : { begun: set.begun }) })}
      >
        {t('workshop.back')}
      </button>
      {may('limit.enter') && !pending && (
        <button class="ds-button" type="button" aria-disabled={!ready} onClick={toOrder}>
          {t('workshop.to_order')}
        </button>
      )}
      {may('limit.enter') && pending && <p class="soft">{t('limits.one_at_a_time')}</p>}
    </div>
  );
}

/** What shows that the order is right, as it follows it. */
function evidenceOf(book: LimitBook, judged: Judged, baseline: Baseline, tried: Tried | null): string {
  const changed = new Set([
    ...differences(book.inForce, judged.after.limits).map((one) => one.scale.parameter),
    ...levelChanges(book.habitsInForce ?? [], judged.after.habits).map((one) => one.parameter),
  ]);
  const trials = baseline.parameters.filter((one) => changed.has(one.parameter) && one.level !== null);
  const words = trials.map((one) => `${one.name}: ${proposalWords(one, baseline)}`);
  return [...words, ...(tried === null ? [] : [verdictOf(tried)])].join(' ');
}

interface BenchProperties extends Whole {
  readonly book: LimitBook;
  readonly shown: Baseline;
  readonly proposed: Baseline;
  readonly look: Look;
  readonly chooseLook: (look: Look) => void;
}

function Findings({ judged, tried }: { readonly judged: Judged; readonly tried: Tried | null }) {
  const said = judged.faults.length > 0 ? [] : [...new Set((tried?.findings ?? []).map((one) => one.text))];
  return (
    <>
      {judged.faults.length > 0 && (
        <div class="floor-note" role="alert">
          <ul class="faults">
            {judged.faults.map((one) => (
              <li key={one.text}>{one.text}</li>
            ))}
          </ul>
        </div>
      )}
      {judged.faults.length === 0 && (judged.floors.length > 0 || said.length > 0) && (
        <div class="floor-note">
          {[...judged.floors, ...(judged.floors.length > 0 ? [t('workshop.floor_needs_reason')] : said)].map((words) => (
            <p key={words}>{words}</p>
          ))}
        </div>
      )}
    </>
  );
}

function Bench({ page, enrolment, way, book, shown, proposed, look, chooseLook }: BenchProperties) {
  const parameter = useSignal(way.parameter);
  const set = page.tries.of<Trial>(enrolment.id, EMPTY);
  const put = (next: Trial): void => {
    page.tries.drop(enrolment.id);
    page.tries.change(enrolment.id, next);
  };
  const change = (part: Partial<TypedSet>): void => page.tries.change(enrolment.id, part);
  const said = useBeginning({ page, enrolment, way }, book, put);
  const judged = judge(book, set);
  const trying = useTrying<Tried>(
    `/api/enrolments/${encodeURIComponent(enrolment.id)}/limits/try`,
    judged.faults.length > 0 ? null : { ...setBody(judged), ...daysOf(shown) },
  );
  const { tried } = trying;
  const here = shown.parameters.find((one) => one.parameter === parameter.value) ?? shown.parameters[0];
  if (here === undefined) return <p class="card empty">{t('workshop.nothing_to_try')}</p>;
  const of = proposed.parameters.find((one) => one.parameter === here.parameter) ?? here;
  const habit = judged.after.habits.find((one) => one.parameter === here.parameter) ?? null;
  const warnings = warningsOf(of, standingWith(book, []));
  const id = `try-${enrolment.id.replace(/\W/g, '-')}`;
  return (
    <div class="workshop">
      <div class="h-row workshop-tools">
        <Parameters all={shown.parameters} here={here} tried={tried} choose={(one) => (parameter.value = one)} />
        <Looks look={look} choose={chooseLook} />
      </div>
      {said.value !== null && (
        <p class="begun" role="status">
          {said.value}
        </p>
      )}
      <div class="bench">
        <TrialCurve baseline={shown} of={here} tried={judged.after.limits} inForce={book.inForce} habit={habit}>
          <p>{proposalWords(of, proposed)}</p>
          {of.quality !== 'none' && <p>{whyWords(of)}</p>}
          {warnings.length > 0 && (
            <ul class="warnings">
              {warnings.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          )}
        </TrialCurve>
        <section class="card" aria-labelledby="h-try">
          <h3 id="h-try">{t('workshop.limits_of', { name: here.name })}</h3>
          <p class="verdict-line" role="status" aria-busy={trying.busy}>
            <b>{judged.faults.length > 0 ? t('workshop.stopped') : tried === null ? t('workshop.counting') : verdictOf(tried)}</b>
          </p>
          {trying.failure !== null && judged.faults.length === 0 && (
            <Failure failure={trying.failure} gone={t('limits.not_there')} again={trying.again} />
          )}
          <TryTable {...{ book, set, judged, of, tried, change }} busy={trying.busy} />
          <Level {...{ id, book, set, judged, of, change }} />
          <Findings judged={judged} tried={tried} />
        </section>
      </div>
      {tried !== null && (
        <Effect book={book} tried={tried} busy={trying.busy}>
          <News2Field id={id} book={book} set={set} change={change} />
        </Effect>
      )}
      <Advice proposals={proposed.parameters} />
      <Acts
        {...{ page, book, set, judged, of, put }}
        proposals={proposed.parameters}
        evidence={evidenceOf(book, judged, proposed, judged.faults.length > 0 ? null : tried)}
      />
    </div>
  );
}

/** A proposal is of the trial; where there is none, of the days that are looked at. */
function useBaselines(enrolment: RecordEnrolment, look: Look, round: number) {
  const trial = useLoaded<Baseline>(baselinePath(enrolment.id, 'trial'));
  const other = useLoaded<Baseline>(look === 'trial' ? null : baselinePath(enrolment.id, look));
  const spoken = language.value;
  useEffect(() => {
    if (round === 0) return;
    trial.reload();
    other.reload();
  }, [round, spoken]);
  return { trial, other };
}

function useBook(enrolment: RecordEnrolment, round: number): Loaded<LimitBook> {
  const book = useLoaded<LimitBook>(`/api/enrolments/${encodeURIComponent(enrolment.id)}/limits`);
  const spoken = language.value;
  useEffect(() => {
    if (round !== 0) book.reload();
  }, [round, spoken]);
  return book;
}

function OneWorkshop({ page, enrolment, way }: Whole) {
  const look = useSignal<Look>(enrolment.state === 'trial' ? 'trial' : 90);
  const round = page.round.value;
  const book = useBook(enrolment, round);
  const { trial, other } = useBaselines(enrolment, look.value, round);
  const shown = look.value === 'trial' ? trial : other;
  const failed = [...new Set([book, trial, shown])].filter((one) => one.error !== null);
  const [first] = failed;
  if (first !== undefined && (book.value === null || trial.value === null || shown.value === null)) {
    return <Failure failure={first.error} gone={t('limits.not_there')} again={() => failed.forEach((one) => one.reload())} />;
  }
  if (book.value === null || trial.value === null || shown.value === null) return <Waiting />;
  return (
    <Bench
      {...{ page, enrolment, way }}
      book={book.value}
      shown={shown.value}
      proposed={trial.value}
      look={look.value}
      chooseLook={(one) => (look.value = one)}
    />
  );
}

/** Is this limit right for this patient? What is in force and what is tried, beside the patient's own days. */
export function Workshop({ page, enrolments, way }: { readonly page: Book; readonly enrolments: readonly RecordEnrolment[]; readonly way: Way }) {
  const here = enrolments.find((one) => one.id === way.enrolment) ?? enrolments[0];
  if (here === undefined) return null;
  return (
    <>
      {enrolments.length > 1 && (
        <nav class="limit-ways" aria-label={t('workshop.programme')}>
          {enrolments.map((one) => (
            <a key={one.id} href={workshopPath({ enrolment: one.id })} aria-current={one === here ? 'page' : undefined}>
              {one.programmeName}
            </a>
          ))}
        </nav>
      )}
      <OneWorkshop key={here.id} page={page} enrolment={here} way={way} />
    </>
  );
}

