import { Icon, type IconName } from '../../shared/components/Icon';
import { LanguageSwitch } from '../../shared/components/LanguageSwitch';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { listed, weekday } from '../../shared/format';
import { t, tn } from '../../shared/i18n';
import { now } from '../../shared/now';
import { me } from '../../shared/session';
import { faceOf } from '../../shared/zone';
import type { Today } from '../api';
import { Heading } from '../parts/Heading';
import { go } from '../place';
import { begin, discard, draft, goOn, told } from '../state';
import { dayOf, daysBetween, greeting } from '../words';
import { leave } from './leave';
import { nextDue } from './due';

function Part({ icon, children }: { readonly icon: IconName; readonly children: string }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}

function What({ day }: { readonly day: Today }) {
  return (
    <ul class="steps">
      {day.measurements.length > 0 && (
        <Part icon="pulse">{listed(day.measurements.map(({ name }) => name))}</Part>
      )}
      {day.forms.length > 0 && <Part icon="task">{t('me.questions')}</Part>}
      <Part icon="clock">{t('me.minutes')}</Part>
    </ul>
  );
}

/** Begun and not sent: that comes first. */
function Begun({ day }: { readonly day: Today }) {
  const waits = draft.value?.sending !== null;
  return (
    <section class="card due" aria-labelledby="h-due">
      <h2 id="h-due">{t(waits ? 'me.kept' : 'me.begun')}</h2>
      <p>{t(waits ? 'me.kept_why' : 'me.begun_why', { when: dayOf(draft.value?.begun ?? day.now, now.value) })}</p>
      <button class="ds-button go" type="button" onClick={() => (waits ? go({ screen: 'review' }) : goOn())}>
        {t(waits ? 'me.send_now' : 'me.go_on')}
      </button>
      {!waits && (
        <button class="quietly" type="button" onClick={discard}>
          {t('me.discard')}
        </button>
      )}
    </section>
  );
}

function Due({ day }: { readonly day: Today }) {
  return (
    <section class="card due" aria-labelledby="h-due">
      <h2 id="h-due">{t('me.due')}</h2>
      <What day={day} />
      <button class="ds-button go" type="button" onClick={() => begin()}>
        {t('me.start')}
      </button>
    </section>
  );
}

const whenNext = (day: Today): string => {
  const next = nextDue(day);
  if (next === null) return t('me.next_unknown');
  const days = daysBetween(now.value, next);
  return days === 1 ? t('me.next_tomorrow') : t('me.next_day', { day: weekday(next) });
};

function NotDue({ day }: { readonly day: Today }) {
  return (
    <section class="card due" aria-labelledby="h-due">
      <h2 id="h-due">{t(day.reportedToday ? 'me.reported' : 'me.not_due')}</h2>
      <p>{whenNext(day)}</p>
      <p>{t('me.anyway_why')}</p>
      <button class="ds-button go" data-variant="secondary" type="button" onClick={() => begin()}>
        {t('me.anyway')}
      </button>
    </section>
  );
}

function Nothing() {
  return (
    <section class="card due" aria-labelledby="h-due">
      <h2 id="h-due">{t('me.nothing')}</h2>
      <p>{t('me.nothing_why')}</p>
    </section>
  );
}

function WhatToDo({ day }: { readonly day: Today }) {
  if (draft.value !== null) return <Begun day={day} />;
  if (day.measurements.length + day.forms.length === 0) return <Nothing />;
  return day.due ? <Due day={day} /> : <NotDue day={day} />;
}

/** The last report: its zone, and the way to what was said of it. */
function Last({ day }: { readonly day: Today }) {
  if (day.lastReport === null) return <p class="calm">{t('me.no_report')}</p>;
  const { face, word, beside } = faceOf({ ...day.lastReport, missing: false });
  const title = day.lastReport.enrolments.find((one) => one.zone === day.lastReport?.zone)?.title;
  const zone = face === 'unsure' || title === undefined ? t(word) : title;
  return (
    <section class="card last" aria-labelledby="h-last">
      <h2 id="h-last">{t('me.last_report')}</h2>
      <p class={`zone zone-${face}`}>
        <ZoneMark face={face} />
        <span>{t('me.zone_when', { zone, when: dayOf(day.lastReport.received, now.value) })}
          {beside !== null && ` (${t(beside)})`}
        </span>
      </p>
      <button
        class="quietly"
        type="button"
        onClick={() => {
          told.value = day.lastReport;
          go({ screen: 'result' });
        }}
      >
        {t('me.show_last')}
      </button>
    </section>
  );
}

function Messages({ unread }: { readonly unread: number }) {
  return (
    <button class="tile" type="button" onClick={() => go({ screen: 'messages' })}>
      <Icon name="message" />
      <span>{t('mail.title')}</span>
      {unread > 0 && <b class="new">{tn('mail.new', unread)}</b>}
    </button>
  );
}

/** What is due now, and the few ways on. */
export function TodayScreen({ day }: { readonly day: Today }) {
  const hello = greeting(now.value, day.patient.given);
  return (
    <div class="today">
      <div class="hello">
        <Heading title={t('me.title')}>{hello}</Heading>
        <p>{weekday(now.value)}</p>
      </div>
      <WhatToDo day={day} />
      <Messages unread={day.unread} />
      <Last day={day} />
      <footer class="foot">
        <p class="calm">{t('me.signed_in_as', { name: me.value?.account.name ?? day.patient.name })}</p>
        <div>
          <LanguageSwitch />
          <button class="ds-button quiet" data-variant="tertiary" type="button" onClick={leave}>
            {t('top.sign_out')}
          </button>
        </div>
      </footer>
    </div>
  );
}
