import { Icon } from '../../shared/components/Icon';
import { LanguageSwitch } from '../../shared/components/LanguageSwitch';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { dayAt } from '../../shared/days';
import { weekday } from '../../shared/format';
import { t, tn } from '../../shared/i18n';
import { now } from '../../shared/now';
import { me } from '../../shared/session';
import { faceOf } from '../../shared/zone';
import type { Today, Told } from '../api';
import { CallNow } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { ChooseOther } from '../kin/WhoseDay';
import { whose } from '../kin/whose';
import { go } from '../place';
import { discard, draft, goOn, told } from '../state';
import { dayOf, greeting } from '../words';
import { ComingDays } from './ComingDays';
import { byWords, closedWords, isOld, standsRed } from './due';
import { DueCard } from './DueCard';
import { leave } from './leave';
import { Looked, NotLooked } from './Looked';
import { Reminding } from './Reminding';

/** Begun and not sent: that comes first. */
function Begun({ day }: { readonly day: Today }) {
  const waits = draft.value?.sending !== null;
  const next = !waits && day.due && !isOld(day, now.value) ? day.next : null;
  return (
    <section class="card due" aria-labelledby="h-due">
      <h2 id="h-due">{t(waits ? 'me.kept' : 'me.begun')}</h2>
      <p>{t(waits ? 'me.kept_why' : 'me.begun_why', { when: dayOf(draft.value?.begun ?? day.now, now.value) })}</p>
      {next !== null && <p class="by">{byWords(next, dayAt(now.value))}</p>}
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

function Nothing() {
  return (
    <section class="card due" aria-labelledby="h-due">
      <h2 id="h-due">{t('me.nothing')}</h2>
      <p>{t('me.nothing_why')}</p>
    </section>
  );
}

/** Begun comes first; then what is due, unless that is not known any more. */
function WhatToDo({ day }: { readonly day: Today }) {
  if (draft.value !== null) return <Begun day={day} />;
  if (day.measurements.length + day.forms.length === 0) return <Nothing />;
  return <DueCard day={day} />;
}

/** In red that nobody is done with: not to be waited for when nobody is there, and whom to call now. */
function CallFirst({ day, told }: { readonly day: Today; readonly told: Told }) {
  const first = told.contacts[0];
  const closed = closedWords(told, now.value);
  return (
    <>
      {closed === null ? <Looked day={day} /> : <p>{closed}</p>}
      {first !== undefined && <CallNow contact={first} />}
    </>
  );
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
      {standsRed(day) ? <CallFirst day={day} told={day.lastReport} /> : <Looked day={day} />}
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
  const others = whose.value !== null;
  const red = standsRed(day);
  const hello = others ? t('me.kin_day', { name: day.patient.given }) : greeting(now.value, day.patient.given);
  return (
    <div class="today">
      <div class="hello">
        <Heading title={t('me.title')}>{hello}</Heading>
        <p>{weekday(now.value)}</p>
      </div>
      {red && <Last day={day} />}
      <WhatToDo day={day} />
      <NotLooked day={day} />
      {!others && <Messages unread={day.unread} />}
      {!red && <Last day={day} />}
      <ComingDays day={day} />
      <footer class="foot">
        <ChooseOther />
        {!others && day.pause === null && <Reminding day={day} />}
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
