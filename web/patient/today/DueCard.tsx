import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../../shared/components/Icon';
import { dayAt } from '../../shared/days';
import { listed } from '../../shared/format';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import type { Today } from '../api';
import { OnlySees } from '../kin/WhoseDay';
import { begin, failure, loadToday } from '../state';
import { dayOf } from '../words';
import { alsoWords, byWords, isOld, isPaused, missedWords, nextWords, pauseWords, standsRed } from './due';

function Part({ icon, children }: { readonly icon: IconName; readonly children: string }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}

/** What a report consists of, and by when somebody reminds of it. */
function What({ day }: { readonly day: Today }) {
  return (
    <ul class="steps">
      {day.measurements.length > 0 && <Part icon="pulse">{listed(day.measurements.map(({ name }) => name))}</Part>}
      {day.forms.length > 0 && <Part icon="task">{t('me.questions')}</Part>}
      <Part icon="clock">{t('me.minutes')}</Part>
    </ul>
  );
}

interface CardProperties {
  readonly title: string;
  /** What is said under it, each in its place; what there is nothing of is left out. */
  readonly lines: readonly (string | null)[];
  readonly children?: ComponentChildren;
}

function Card({ title, lines, children }: CardProperties) {
  return (
    <section class="card due" aria-labelledby="h-due">
      <h2 id="h-due">{title}</h2>
      {lines.map((line) => line !== null && <p key={line}>{line}</p>)}
      {children}
    </section>
  );
}

interface BeginProperties {
  readonly day: Today;
  readonly words: string;
  /** Not what the day asks for. */
  readonly aside?: boolean;
}

/** To report; for whom may only look, that it is so. */
function Begin({ day, words, aside = false }: BeginProperties) {
  if (!day.mayReport) return <OnlySees />;
  return (
    <button class="ds-button go" {...(aside ? { 'data-variant': 'secondary' } : {})} type="button" onClick={() => begin()}>
      {words}
    </button>
  );
}

/** Reports are taken at any time: who is worse need not wait. */
const Anyway = ({ day, words }: BeginProperties) => <Begin day={day} words={words} aside />;

interface Properties {
  readonly day: Today;
  readonly today: string;
}

/** The reminder that was given, with when. */
const reminded = ({ reminder }: Today): string | null =>
  reminder === null ? null : t('me.reminded', { when: dayOf(reminder.at, now.value), text: reminder.text });

const daily = (day: Today): string | null => (day.unwell === null ? null : t('me.daily_until_green'));

const missedNow = (day: Today, today: string): string | null => {
  const words = missedWords(day, today);
  return words === null ? null : `${words} ${t('me.missed_helps')}`;
};

/** Who may report may do so at any time. Who is worse in red is to call, and not to send. */
const anyway = (day: Today): string | null => (day.mayReport && !standsRed(day) ? t('me.anyway_why') : null);

function DueNow({ day, today }: Properties) {
  return (
    <Card title={t('me.due')} lines={[]}>
      {day.next !== null && <p class="by">{byWords(day.next, today)}</p>}
      {[missedNow(day, today), alsoWords(day, today), daily(day), reminded(day)].map(
        (line) => line !== null && <p key={line}>{line}</p>,
      )}
      <What day={day} />
      <Begin day={day} words={t('me.start')} />
    </Card>
  );
}

const whenNext = (day: Today, today: string): string =>
  day.next === null ? t('me.next_unknown') : nextWords(day.next, today);

/** One was missed and the next is not open yet: now helps too. */
function Missed({ day, today }: Properties) {
  return (
    <Card title={t('me.missed')} lines={[missedWords(day, today), t('me.missed_helps'), daily(day), reminded(day)]}>
      <What day={day} />
      <Begin day={day} words={t('me.report_now')} />
      <p>{whenNext(day, today)}</p>
    </Card>
  );
}

function Paused({ day, today }: Properties) {
  return (
    <Card title={t('me.paused')} lines={[pauseWords(day, today), t('me.paused_why'), anyway(day)]}>
      <Anyway day={day} words={t('me.anyway')} />
    </Card>
  );
}

function NotDue({ day, today }: Properties) {
  const later = day.next?.opens !== undefined && day.next.opens <= today;
  const title = day.reportedToday ? 'me.reported' : later ? 'me.not_now' : 'me.not_due';
  return (
    <Card
      title={t(title)}
      lines={[whenNext(day, today), pauseWords(day, today), daily(day), anyway(day)]}
    >
      <Anyway day={day} words={t('me.anyway')} />
    </Card>
  );
}

/** What the service told is of another hour, and it does not answer: nothing of it is claimed. */
function Unknown({ day }: { readonly day: Today }) {
  if (failure.value === null) {
    return (
      <section class="card due">
        <p role="status">{t('me.loading')}</p>
      </section>
    );
  }
  return (
    <Card title={t('me.unknown')} lines={[t('me.unknown_why', { when: dayOf(day.now, now.value) }), t('me.unknown_kept')]}>
      <Anyway day={day} words={t('me.report_now')} />
      <button class="quietly" type="button" onClick={() => void loadToday()}>
        {t('act.try_again')}
      </button>
    </Card>
  );
}

/** What is due now and by when, or when the next one is. */
export function DueCard({ day }: { readonly day: Today }) {
  if (isOld(day, now.value)) return <Unknown day={day} />;
  const today = dayAt(now.value);
  if (isPaused(day, today)) return <Paused day={day} today={today} />;
  if (day.due) return <DueNow day={day} today={today} />;
  return day.missing === null ? <NotDue day={day} today={today} /> : <Missed day={day} today={today} />;
}
