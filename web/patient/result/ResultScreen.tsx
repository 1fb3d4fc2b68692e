import { Icon } from '../../shared/components/Icon';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { clock } from '../../shared/format';
import { t } from '../../shared/i18n';
import { faceOf } from '../../shared/zone';
import type { Told, ToldEnrolment, Value } from '../api';
import { CallNow, Calls } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { goInstead } from '../place';
import { partsOf } from '../report/numbers';
import { begin, today } from '../state';
import { reasonsOf } from '../words';

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

function Seen({ told }: { readonly told: Told }) {
  if (told.followUp === null) return null;
  return (
    <section class="seen" aria-labelledby="h-seen">
      <Icon name="clock" />
      <div>
        <h2 id="h-seen">{t('me.who_looks')}</h2>
        <p>{told.followUp.text}</p>
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
  return (
    <div class="result">
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
      {red && !atOnce && first !== undefined && <CallNow contact={first} />}
      <Seen told={told} />
      <WhomToCall told={told} />
      <div class="stack">
        {again && (
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
