import type { ComponentChildren } from 'preact';
import { ZoneMark } from '../../../../shared/components/ZoneMark';
import { briefDate } from '../../../../shared/days';
import { lowered } from '../../../../shared/format';
import { t, tMaybe, tn } from '../../../../shared/i18n';
import type { Face } from '../../../../shared/zone';
import type { LimitBook, OrderLimit } from '../../shapes';
import { limitWords, scaleKey, scaleName, slotName, slotOf } from '../order';
import { withNames } from './sets';
import type { AlarmRule, DayZone, Side, Tried, TriedDay, ZoneDays } from './shapes';

const ZONES = ['green', 'yellow', 'red', 'missing'] as const;
const isAlarm = (zone: DayZone): boolean => zone === 'yellow' || zone === 'red';
/** A day on which a report was due and none came is of its own kind. */
const zoneAt = (day: TriedDay, of: 'inForce' | 'tried'): DayZone => (day.missing ? 'missing' : day[of]);

export const alarmDays = ({ yellow, red }: ZoneDays): number => yellow + red;

const faceOf = (zone: DayZone): Face => zone;
const zoneWords = (zone: DayZone): string => t(`face.${zone}`).toLowerCase();
const share = (n: number, total: number): string => (total === 0 ? '' : ` (${Math.round((100 * n) / total)} %)`);

/** The answer in a sentence. */
export function verdictOf({ inForce, tried, from, to }: Tried): string {
  const period = { from: briefDate(from), to: briefDate(to) };
  const now = alarmDays(inForce.days);
  const then = alarmDays(tried.days);
  const words = { now, then, total: inForce.days.total, ...period };
  if (inForce.days.total === 0) return t('workshop.verdict_none', period);
  return now === then ? t('workshop.verdict_same', words) : t('workshop.verdict', words);
}

function ZoneTable({ tried }: { readonly tried: Tried }) {
  const rows = [
    [t('limits.in_force'), tried.inForce.days],
    [t('workshop.tried'), tried.tried.days],
  ] as const;
  return (
    <table class="plain-table zone-days" aria-labelledby="h-effect">
      <thead>
        <tr>
          <th scope="col">
            <span class="sr">{t('workshop.set')}</span>
          </th>
          {ZONES.map((zone) => (
            <th key={zone} scope="col" class="num">
              <ZoneMark face={zone} /> {t(`face.${zone}`)}
            </th>
          ))}
          <th scope="col" class="num">
            {t('workshop.all_days')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([words, days]) => (
          <tr key={words}>
            <th scope="row">{words}</th>
            {ZONES.map((zone) => (
              <td key={zone} class="num">
                <b>{days[zone]}</b>
                <span class="soft">{share(days[zone], days.total)}</span>
              </td>
            ))}
            <td class="num">{days.total}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A cell a day, as high as its zone is bad: the same as the table of days says. */
function Strip({ days, of, words }: { readonly days: readonly TriedDay[]; readonly of: 'inForce' | 'tried'; readonly words: string }) {
  return (
    <div class="strip-row">
      <span class="strip-name" aria-hidden="true">
        {words}
      </span>
      <span class="strip" aria-hidden="true">
        {days.map((one) => (
          <i key={one.day} class={`cell cell-${zoneAt(one, of)}${one.inForce === one.tried ? '' : ' cell-other'}`} />
        ))}
      </span>
    </div>
  );
}

const isTold = ({ inForce, tried }: TriedDay): boolean => isAlarm(inForce) || isAlarm(tried) || inForce !== tried;

function DayRows({ days }: { readonly days: readonly TriedDay[] }) {
  return (
    <div class="day-table" tabIndex={0} role="region" aria-label={t('workshop.day_by_day')}>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('workshop.day')}</th>
            <th scope="col">{t('limits.in_force')}</th>
            <th scope="col">{t('workshop.tried')}</th>
            <th scope="col">{t('workshop.why')}</th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map((one) => (
            <tr key={one.day} class={one.inForce === one.tried ? undefined : 'is-changed'}>
              <th scope="row">{briefDate(one.day)}</th>
              {([zoneAt(one, 'inForce'), zoneAt(one, 'tried')] as const).map((zone, at) => (
                <td key={at} class="nowrap">
                  <ZoneMark face={faceOf(zone)} /> {zoneWords(zone)}
                </td>
              ))}
              <td>{[...new Set(one.reasons.map((reason) => reason.text))].join(' · ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Alarm {
  readonly key: string;
  readonly words: string;
  readonly face: Face;
  readonly now: number;
  readonly then: number;
}

const ruleWords = ({ rule, name }: AlarmRule): string => {
  const words = tMaybe(`alarms.rule.${rule}`, rule);
  return name === null ? words : `${name}: ${lowered(words)}`;
};

/** What alarmed, with the limit as it is in either set. */
function alarmsOf(book: LimitBook, inForce: Side, tried: Side): readonly Alarm[] {
  const found = new Map<string, Alarm>();
  const put = (key: string, words: string, face: Face, part: Partial<Pick<Alarm, 'now' | 'then'>>): void => {
    found.set(key, { ...(found.get(key) ?? { key, words, face, now: 0, then: 0 }), ...part });
  };
  for (const [side, which] of [[inForce, 'now'], [tried, 'then']] as const) {
    withNames(book, side.limits).forEach((one: OrderLimit, index) => {
      const n = side.limits[index]?.alarmDays ?? 0;
      const words = `${scaleName(one)}, ${slotName(slotOf(one)).toLowerCase()} ${limitWords(one)}`;
      if (n > 0) put(`${scaleKey(one)}${slotOf(one)}${limitWords(one)}`, words, one.zone, { [which]: n });
    });
    for (const one of side.other) {
      if (one.alarmDays > 0) put(`${one.rule}${one.parameter ?? ''}`, ruleWords(one), 'none', { [which]: one.alarmDays });
    }
  }
  return [...found.values()].sort((a, b) => b.now + b.then - a.now - a.then);
}

function WhatAlarms({ book, tried }: { readonly book: LimitBook; readonly tried: Tried }) {
  const alarms = alarmsOf(book, tried.inForce, tried.tried);
  if (alarms.length === 0) return <p class="empty">{t('workshop.nothing_alarms')}</p>;
  return (
    <table class="plain-table what-alarms" aria-labelledby="h-alarms">
      <thead>
        <tr>
          <th scope="col">{t('workshop.cause')}</th>
          <th scope="col" class="num">
            {t('workshop.days_now')}
          </th>
          <th scope="col" class="num">
            {t('workshop.days_tried')}
          </th>
        </tr>
      </thead>
      <tbody>
        {alarms.map((one) => (
          <tr key={one.key}>
            <th scope="row">
              {one.face !== 'none' && <ZoneMark face={one.face} />} {one.words}
            </th>
            <td class="num">{one.now}</td>
            <td class="num">
              <b>{one.then}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Properties {
  readonly book: LimitBook;
  readonly tried: Tried;
  readonly busy: boolean;
  readonly children: ComponentChildren;
}

/** What the whole set, of all parameters, would have given on these days. */
export function Effect({ book, tried, busy, children }: Properties) {
  const told = tried.days.filter(isTold);
  const other = tried.days.filter((one) => one.inForce !== one.tried).length;
  return (
    <section class="card effect" aria-labelledby="h-effect" aria-busy={busy}>
      <div>
        <h3 id="h-effect">{t('workshop.effect')}</h3>
        <ZoneTable tried={tried} />
        <Strip days={tried.days} of="inForce" words={t('limits.in_force')} />
        <Strip days={tried.days} of="tried" words={t('workshop.tried')} />
        <p class="soft strip-key">
          {(['green', 'yellow', 'red', 'missing'] as const).map((zone) => (
            <span key={zone}>
              <i class={`cell cell-${zone}`} aria-hidden="true" /> {zoneWords(zone)}
            </span>
          ))}
          <span>{tn('workshop.other_days', other)}</span>
        </p>
        {told.length === 0 && <p class="empty">{t('workshop.all_green')}</p>}
        {told.length > 0 && (
          <details>
            <summary>{tn('workshop.day_list', told.length)}</summary>
            <DayRows days={told} />
          </details>
        )}
      </div>
      <div>
        <h3 id="h-alarms">{t('workshop.what_alarms')}</h3>
        <WhatAlarms book={book} tried={tried} />
        {children}
      </div>
    </section>
  );
}
