import { ZoneMark } from '../../../../shared/components/ZoneMark';
import { t, tn } from '../../../../shared/i18n';
import type { Basis, LimitBook, OrderLimit } from '../../shapes';
import type { Judged, TypedSet } from '../OrderForm';
import {
  at, basisFor, basisOf, basisWords, boxKey, boxSign, differences, KIND_WORDS, limitWords, scaleKey, scaleName,
  SLOTS, slotName, textOf, zoneOf, type Scale, type Slot,
} from '../order';
import { daysOf } from './sets';
import type { TrialParameter, Tried } from './shapes';

interface Properties {
  readonly book: LimitBook;
  readonly set: TypedSet;
  readonly judged: Judged;
  readonly of: TrialParameter;
  readonly tried: Tried | null;
  readonly busy: boolean;
  readonly change: (part: Partial<TypedSet>) => void;
}

interface RowProperties extends Properties {
  readonly scale: Scale;
  readonly slot: Slot;
}

/** Which ways to act a limit may have. One that goes by the level needs one; red by it acts as ever. */
function basesFor(slot: Slot, now: Basis): readonly Basis[] {
  const ways: readonly Basis[] = zoneOf(slot) === 'red' ? ['absolute', 'confirmed'] : ['absolute', 'habitual', 'repeated'];
  return ways.includes(now) ? ways : [...ways, now];
}

const rowName = (scale: Scale, slot: Slot, of: TrialParameter): string => {
  const rest = scaleName(scale).replace(scaleName({ ...scale, kind: 'value', condition: null }), '');
  return slotName(slot) + (scale.parameter === of.parameter ? rest : '');
};

const countWords = (n: number | null): string => (n === null ? t('workshop.not_there') : tn('workshop.days', n));

/** Whether what is tried is the proposal already. */
function isTaken({ after }: Judged, proposal: OrderLimit, scale: Scale, slot: Slot): boolean {
  const one = at(after.limits, scale, slot);
  return one !== null && one.value === proposal.value && one.operator === proposal.operator;
}

function NumberBox({ row }: { readonly row: RowProperties }) {
  const { book, set, judged, of, scale, slot, change } = row;
  const box = boxKey(scale, slot);
  const id = `try-${box.replace(/\W/g, '-')}`;
  const proposal = scale.kind === 'value' && scale.condition === null ? at(of.limits, scale, slot) : null;
  const words = `${scaleName(scale)}, ${slotName(slot).toLowerCase()}, ${boxSign(book, scale, slot, set.kinds)}`;
  const offers = proposal !== null && of.quality !== 'none' && !isTaken(judged, proposal, scale, slot);
  return (
    <td class="num" data-label={t('workshop.tried')}>
      <span class="box">
        <span aria-hidden="true">{boxSign(book, scale, slot, set.kinds)}</span>
        <input
          class="ds-input"
          id={id}
          inputMode="decimal"
          autocomplete="off"
          aria-label={words}
          aria-invalid={judged.faults.some((one) => one.box === box)}
          aria-describedby={offers ? `${id}-offer` : undefined}
          value={textOf(book, set.typed, scale, slot)}
          onInput={(event) => change({ typed: { ...set.typed, [box]: event.currentTarget.value } })}
        />
      </span>
      {offers && <small id={`${id}-offer`}>{t('workshop.proposed', { limit: limitWords(proposal) })}</small>}
    </td>
  );
}

function Acts({ row }: { readonly row: RowProperties }) {
  const { book, set, scale, slot, change } = row;
  const box = boxKey(scale, slot);
  const basis = basisFor(book, scale, slot, set.kinds);
  return (
    <td data-label={t('workshop.acts')}>
      <select
        class="ds-input"
        aria-label={t('workshop.acts_of', { name: `${scaleName(scale)}, ${slotName(slot).toLowerCase()}` })}
        value={basis}
        onChange={(event) =>
          change({ kinds: { ...set.kinds, [box]: { ...set.kinds[box], basis: event.currentTarget.value as Basis } } })
        }
      >
        {basesFor(slot, basis).map((one) => (
          <option key={one} value={one}>
            {basisWords(one, zoneOf(slot))}
          </option>
        ))}
      </select>
    </td>
  );
}

function Row(row: RowProperties) {
  const { book, judged, of, tried, busy, scale, slot } = row;
  const now = at(book.inForce, scale, slot);
  const standard = at(book.standard, scale, slot);
  const changed = differences(book.inForce, judged.after.limits).find(
    (one) => scaleKey(one.scale) === scaleKey(scale) && one.slot === slot,
  );
  const other = standard !== null && (now === null || limitWords(now) !== limitWords(standard));
  return (
    <tr class={changed === undefined ? undefined : 'is-changed'}>
      <th scope="row">
        <ZoneMark face={zoneOf(slot)} /> {rowName(scale, slot, of)}
      </th>
      <td class="num" data-label={t('limits.in_force')}>
        {now === null ? <span class="soft">{t('limits.nothing')}</span> : limitWords(now)}
        {now !== null && basisOf(now) !== basisFor(book, scale, slot, row.set.kinds) && (
          <small>{basisWords(basisOf(now), now.zone)}</small>
        )}
        {other && <small>{t('limits.standard_is', { limit: limitWords(standard) })}</small>}
      </td>
      <td class="num count" data-label={t('workshop.alarms_now')}>
        {tried === null ? '' : countWords(daysOf(tried.inForce.limits, scale, slot))}
      </td>
      <NumberBox row={row} />
      <Acts row={row} />
      <td class="num count" data-label={t('workshop.alarms_tried')} aria-busy={busy}>
        <b>{tried === null || judged.faults.length > 0 ? '' : countWords(daysOf(tried.tried.limits, scale, slot))}</b>
        {changed !== undefined && <small>{KIND_WORDS[changed.kind]()}</small>}
      </td>
    </tr>
  );
}

/** The scales of one parameter and the places that hold something in any set. */
function placesOf({ book, set, judged, of }: Properties): readonly (readonly [Scale, Slot])[] {
  const sets: readonly (readonly OrderLimit[])[] = [book.standard, book.inForce, judged.after.limits, of.limits];
  return judged.scales
    .filter((scale) => scale.parameter === of.parameter)
    .flatMap((scale) =>
      SLOTS.filter(
        (slot) => set.typed[boxKey(scale, slot)] !== undefined || sets.some((one) => at(one, scale, slot) !== null),
      ).map((slot) => [scale, slot] as const),
    );
}

/** Each limit: what is in force and how often it alarmed, what is tried and how often that would have. */
export function TryTable(properties: Properties) {
  const places = placesOf(properties);
  if (places.length === 0) return <p class="empty">{t('workshop.no_limits')}</p>;
  return (
    <table class="plain-table try-table" aria-labelledby="h-try">
      <thead>
        <tr>
          <th scope="col">{t('limits.limit')}</th>
          <th scope="col" class="num">
            {t('limits.in_force')}
          </th>
          <th scope="col" class="num">
            {t('workshop.alarms_now')}
          </th>
          <th scope="col" class="num">
            {t('workshop.tried')}
          </th>
          <th scope="col">{t('workshop.acts')}</th>
          <th scope="col" class="num">
            {t('workshop.alarms_tried')}
          </th>
        </tr>
      </thead>
      <tbody>
        {places.map(([scale, slot]) => (
          <Row key={`${scaleKey(scale)}${slot}`} {...properties} scale={scale} slot={slot} />
        ))}
      </tbody>
    </table>
  );
}
