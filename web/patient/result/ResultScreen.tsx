import { Icon } from '../../shared/components/Icon';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { clock } from '../../shared/format';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { faceOf } from '../../shared/zone';
import type { Told, ToldEnrolment, Value } from '../api';
import { CallNow, Calls } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { goInstead } from '../place';
import { partsOf } from '../report/numbers';
import { begin, today } from '../state';
import { closedWords, stillSaid } from '../today/due';
import { lookOf } from '../today/Looked';
import { dayOf, reasonsOf } from '../words';

const GRAVITY = ['none', 'green', 'yellow', 'red'];
const worstFirst = (a: ToldEnrolment, b: ToldEnrolment): number =>
  GRAVITY.indexOf(b.zone) - GRAVITY.indexOf(a.zone);

const valuesToday = (): ReadonlyMap<string, Value> =>
  new Map((today.value?.measurements ?? []).flatMap(partsOf).map((one) => [one.parameter, one]));

/** The zone's name as the programme has it; what is unsure or has no zone is never called green. */
const titleOf = ({ zone, unconfirmed }: Told, worst: ToldEnrolment | undefined): string => {
  if (unconfirmed && zone !== 'red' && zone !== 'yellow') return t('me.unsure');
  return worst === undefined ? t('me.received') : worst.title;
};

function ZoneCard({ told, worst }: { readonly told: Told; readonly worst: ToldEnrolment | undefined }) {
  const { face } = faceOf({ ...told, missing: false });
  const title = titleOf(told, worst);
  const reasons = reasonsOf(told, valuesToday());
  return (
    <section class={`zone-card zone-card-${face}`}>
      <ZoneMark face={face} />
      <div>
        <Heading title={title}>{title}</Heading>
        <p>{told.unconfirmed && told.zone !== 'red' ? t('me.unsure_why') : worst?.text}</p>
      </div>
      {reasons.length > 0 && (
        <ul class="reasons">
          {reasons.map((reason) => (
            <li key={reason} dir="auto">
              {reason}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What to do now, by programme; what two programmes both say is said once. */
function ToDo({ told }: { readonly told: Told }) {
  const said = new Set<string>();
  const lists = [...told.enrolments].sort(worstFirst).map((one) => ({
    one,
    acts: one.do.filter((act) => !said.has(act) && said.add(act)),
  }));
  const several = lists.filter(({ acts }) => acts.length > 0).length > 1;
  if (said.size === 0) return null;
  return (
    <section aria-labelledby="h-do">
      <h2 id="h-do">{t(told.zone === 'green' ? 'me.do_green' : 'me.do_now')}</h2>
      {lists.map(({ one, acts }) => (
        <div key={one.id}>
          {several && acts.length > 0 && <h3>{one.programmeName}</h3>}
          <ol class="do">
            {acts.map((act) => (
              <li key={act}>
                <p>{act}</p>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

/** What is true of when somebody looks: as promised, as the service told while that holds, or its hours alone. */
function looksAt(told: Told, at: number): { readonly title: string; readonly text: string } | null {
  const day = today.value;
  const look = day !== null && day.lastReport?.id === told.id ? lookOf(day, at) : null;
  if (look?.kind === 'unsure') {
    return { title: t('me.look_unsure'), text: t('me.look_unsure_why', { when: dayOf(look.by, at) }) };
  }
  if (look !== null) return { title: t('me.who_looks'), text: look.text };
  if (told.followUp === null) return null;
  const text = stillSaid(told.followUp, at) ? told.followUp.text : t('follow_up.unknown');
  return { title: t('me.who_looks'), text };
}

function Seen({ told }: { readonly told: Told }) {
  const looks = looksAt(told, now.value);
  if (looks === null) return null;
  return (
    <section class="seen" aria-labelledby="h-seen">
      <Icon name="clock" />
      <div>
        <h2 id="h-seen">{looks.title}</h2>
        <p>{looks.text}</p>
      </div>
    </section>
  );
}

/** In red while nobody of the service is there: not to be waited for; the button under it calls who answers now. */
function Closed({ text }: { readonly text: string }) {
  return (
    <section class="seen closed" aria-labelledby="h-closed">
      <Icon name="clock" />
      <div>
        <h2 id="h-closed">{t('me.closed_now')}</h2>
        <p>{text}</p>
      </div>
    </section>
  );
}

/** Before the zone and all advice: that one should not be alone with this, and whom to call. */
function AtOnce({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <section class="seen closed" aria-labelledby="h-at-once">
      <Icon name="phone" />
      <div>
        <h2 id="h-at-once">{title}</h2>
        <p>{text}</p>
      </div>
    </section>
  );
}

/** Whom to call: in red the first as the one big button, else all as a list. */
function WhomToCall({ told }: { readonly told: Told }) {
  const rest = told.zone === 'red' ? told.contacts.slice(1) : told.contacts;
  if (rest.length === 0) return null;
  return (
    <section aria-labelledby="h-call">
      <h2 id="h-call">{t(told.zone === 'red' ? 'me.no_answer' : 'me.worse')}</h2>
      <Calls contacts={rest} />
    </section>
  );
}

/** What a report came to: the zone, what to do now, when somebody looks, whom to call. */
export function ResultScreen({ told }: { readonly told: Told }) {
  const [worst] = [...told.enrolments].sort(worstFirst);
  const red = told.zone === 'red';
  const first = told.contacts[0];
  // What must not wait for anybody stands before all advice.
  const atOnce = red && first?.kind === 'emergency';
  const again = told.repeat.length > 0;
  const closed = red ? closedWords(told, now.value) : null;
  return (
    <div class="result">
      {told.atOnce?.text !== undefined && <AtOnce {...told.atOnce} />}
      <ZoneCard told={told} worst={worst} />
      {atOnce && <CallNow contact={first} />}
      {again && (
        <section class="seen" aria-labelledby="h-again">
          <Icon name="pulse" />
          <div>
            <h2 id="h-again">{t('me.again_title')}</h2>
            <p>{t('me.repeat_why')}</p>
          </div>
        </section>
      )}
      <ToDo told={told} />
      {closed !== null && <Closed text={closed} />}
      {red && !atOnce && first !== undefined && <CallNow contact={first} />}
      {closed === null && <Seen told={told} />}
      <WhomToCall told={told} />
      <div class="stack">
        {again && today.value?.mayReport === true && (
          <button
            class="ds-button go"
            {...(red ? { 'data-variant': 'secondary' } : {})}
            type="button"
            onClick={() => begin(told.repeat)}
          >
            {t('me.measure_again')}
          </button>
        )}
        <button
          class="ds-button go"
          {...(red || again ? { 'data-variant': 'secondary' } : {})}
          type="button"
          onClick={() => goInstead({ screen: 'today' })}
        >
          {t('me.done')}
        </button>
      </div>
    </div>
  );
}

/** In the bar: that it has arrived. */
export function Sent({ told }: { readonly told: Told }) {
  return (
    <p class="sent">
      <Icon name="check" />
      <span>{t('me.sent_at', { time: clock(told.received) })}</span>
    </p>
  );
}
