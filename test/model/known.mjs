// Short sequences by hand, each of what random ones seldom come upon: the name says what is broken when it differs.
// The product was broken in each of these places, and the sequence found it (docs: test/model/README.md).
import { MINUTE } from './clock.mjs';

const HOURS = 60;
const DAYS = 24 * HOURS;
const MAY = Date.UTC(2026, 4, 11, 7, 0); // a Monday, 09:00 by the clock on the wall
const go = (minutes) => ({ clock: minutes * MINUTE });
const act = (name, rest = {}) => ({ who: 0, op: { do: name, of: 0, who: 'nurse', pick: 0, ...rest } });
const report = (value, late = 0) => act('report', { value, pulse: false, late });
const at10 = act('schedule', { phases: [{ kind: 'every', every: 1, deadlines: [600], from: null, until: null }] });
const known = (state, steps, start = MAY) => ({ start, states: [[state]], steps });

export const KNOWN = {
  'a deadline passes a minute early': known('trial', [at10, go(25 * HOURS), go(1)]),
  'what was made in time and came late counts by when it came': known('trial', [go(2 * DAYS), report(90, 13 * HOURS), go(20)]),
  'a green that was measured before ends what is yellow or red': known('trial', [go(60), report(83), go(30), report(90, 70), go(20)]),
  'a take lasts longer than an hour': known('trial', [go(60), report(83), act('take'), go(60)]),
  "the week of a contact begins at midnight of another place's clock": known('trial', [go(9570), act('contact'), go(7 * DAYS + 451)]),
  'what was cleared is missed again tomorrow': known('trial', [go(2 * DAYS), act('clear', { outcome: 'away' }), go(14 * HOURS), go(90)]),
  'a pause lasts a day longer': known('trial', [act('pause', { in: 0, days: 1 }), go(2 * DAYS)]),
  'eight is eight hours after midnight, also when summer time begins': known(
    'trial',
    [act('newTask', { in: 1 }), go(23.5 * HOURS), go(HOURS)],
    Date.UTC(2026, 2, 28, 7, 0),
  ),
  'another schedule wakes nobody': known('active', [go(DAYS), at10, go(61)]),
  'a contact wakes nobody': known('trial', [go(7 * DAYS), act('contact'), go(20)]),
  'yellow is silent for 47 hours only': known('trial', [go(60), report(86), act('ack', { outcome: 'guided_by_plan' }), go(2850), report(86), go(20)]),
  "another's task counts on the service's row": known('trial', [act('newTask', { in: 0 }), act('handTask'), go(20)]),
  'a task that somebody cancelled comes back': known('trial', [go(7 * DAYS), act('endTask', { outcome: 'cancel' }), go(20)]),
  'the monthly contact is asked for a day late': known('active', [go(30 * DAYS - 59), go(HOURS)]),
  'a pause after a clock that was ahead leaves days missing in the alarm load': known('trial', [
    go(DAYS),
    { wrong: 3 * DAYS * MINUTE },
    act('pause', { in: 0, days: null }),
    go(5),
  ]),
};
