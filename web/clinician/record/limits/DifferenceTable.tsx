import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import type { OrderLimit } from '../shapes';
import { habitWords, levelChanges, news2Words, type LevelChange, type Standing } from './levels';
import {
  basisOf, basisWords, differences, KIND_WORDS, limitWords, scaleName, scaleUnit, slotName, zoneOf, type Difference,
} from './order';

interface Properties {
  readonly id: string;
  readonly before: Standing;
  readonly after: Standing;
}

const words = (one: OrderLimit | null): string => (one === null ? t('limits.nothing') : limitWords(one));

/** When it acts, where that is not at once, or was not. */
function Acts({ one, other }: { readonly one: OrderLimit | null; readonly other: OrderLimit | null }) {
  if (one === null || (basisOf(one) === 'absolute' && (other === null || basisOf(other) === 'absolute'))) return null;
  return <small class="acts-when">{basisWords(basisOf(one), one.zone)}</small>;
}

function LimitRow({ scale, slot, before: old, after: now, kind }: Difference) {
  return (
    <tr>
      <th scope="row">
        <ZoneMark face={zoneOf(slot)} /> {scaleName(scale)}, {slotName(slot).toLowerCase()}
      </th>
      <td class="num">
        {words(old)}
        <Acts one={old} other={now} />
      </td>
      <td class="num">
        <b>{words(now)}</b> <span class="unit">{now === null ? '' : scaleUnit(scale)}</span>
        <Acts one={now} other={old} />
      </td>
      <td>{KIND_WORDS[kind]()}</td>
    </tr>
  );
}

const wayOf = ({ before, after }: LevelChange): string => {
  if (before === null) return t('limits.added');
  if (after === null) return t('limits.removed');
  if (before.level === after.level) return t('workshop.spread_differs');
  return after.level > before.level ? t('workshop.level_higher') : t('workshop.level_lower');
};

function LevelRow({ change }: { readonly change: LevelChange }) {
  return (
    <tr>
      <th scope="row">{t('workshop.level_of', { name: change.name })}</th>
      <td class="num">{change.before === null ? t('limits.nothing') : habitWords(change.before)}</td>
      <td class="num">
        <b>{change.after === null ? t('limits.nothing') : habitWords(change.after)}</b>
      </td>
      <td>{wayOf(change)}</td>
    </tr>
  );
}

/** How many things differ. */
export const countOf = (before: Standing, after: Standing): number =>
  differences(before.limits, after.limits).length +
  levelChanges(before.habits, after.habits).length +
  Number(before.news2 !== after.news2);

/** What an order changes: old, new, and which way. */
export function DifferenceTable({ id, before, after }: Properties) {
  if (countOf(before, after) === 0) return <p class="soft">{t('limits.no_difference')}</p>;
  return (
    <table class="plain-table differences" aria-labelledby={id}>
      <thead>
        <tr>
          <th scope="col">{t('limits.limit')}</th>
          <th scope="col" class="num">
            {t('limits.before')}
          </th>
          <th scope="col" class="num">
            {t('limits.after')}
          </th>
          <th scope="col">{t('limits.which_way')}</th>
        </tr>
      </thead>
      <tbody>
        {differences(before.limits, after.limits).map((one) => (
          <LimitRow key={`${scaleName(one.scale)}${one.slot}`} {...one} />
        ))}
        {levelChanges(before.habits, after.habits).map((one) => (
          <LevelRow key={one.parameter} change={one} />
        ))}
        {before.news2 !== after.news2 && (
          <tr>
            <th scope="row">{t('workshop.news2')}</th>
            <td class="num">{news2Words(before.news2)}</td>
            <td class="num">
              <b>{news2Words(after.news2)}</b>
            </td>
            <td />
          </tr>
        )}
      </tbody>
    </table>
  );
}
