import { unit } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import type { LimitBook } from '../shapes';
import { levelKey, levelTexts, named, news2Words } from './levels';
import type { TypedSet } from './OrderForm';
import type { Fault } from './order';

interface Properties {
  readonly id: string;
  readonly book: LimitBook;
  readonly set: TypedSet;
  readonly faults: readonly Fault[];
  readonly change: (part: Partial<TypedSet>) => void;
}

interface PairProperties extends Properties {
  readonly parameter: string;
}

/** The level and the spread of one parameter, to type in. Both empty: none. */
export function LevelPair({ id, book, set, faults, change, parameter }: PairProperties) {
  const { name, unit: measure } = named(book, parameter);
  const texts = levelTexts(book, set.levels, parameter);
  const wrong = faults.some((one) => one.box === levelKey(parameter));
  const put = (part: Partial<typeof texts>): void =>
    change({ levels: { ...set.levels, [parameter]: { ...texts, ...part } } });
  const box = (which: 'level' | 'sigma', label: string) => (
    <input
      class="ds-input"
      id={`${id}-${which}-${parameter}`}
      inputMode="decimal"
      autocomplete="off"
      aria-label={label}
      aria-invalid={wrong}
      value={texts[which]}
      onInput={(event) => put({ [which]: event.currentTarget.value })}
    />
  );
  return (
    <span class="level-pair">
      {box('level', t('workshop.level_of', { name }))}
      <span aria-hidden="true">±</span>
      {box('sigma', t('workshop.spread_of', { name }))}
      <span class="unit">{unit(measure)}</span>
    </span>
  );
}

const SCALES = [null, 1, 2] as const;

/** Which NEWS2 scale holds; scale 2 only where a target of 88 to 92 % is prescribed. */
export function News2Field({ id, book, set, change }: Omit<Properties, 'faults'>) {
  const chosen = set.news2 === undefined ? (book.news2Scale ?? null) : set.news2;
  return (
    <p class="news2-field">
      <label for={`${id}-news2`}>{t('workshop.news2')}</label>{' '}
      <select
        class="ds-input"
        id={`${id}-news2`}
        value={String(chosen ?? 0)}
        aria-describedby={chosen === 2 ? `${id}-news2-why` : undefined}
        onChange={(event) => change({ news2: Number(event.currentTarget.value) || null })}
      >
        {SCALES.map((one) => (
          <option key={one ?? 0} value={String(one ?? 0)}>
            {news2Words(one)}
          </option>
        ))}
      </select>
      {chosen === 2 && (
        <span class="soft" id={`${id}-news2-why`}>
          {t('workshop.news2_two')}
        </span>
      )}
    </p>
  );
}

/** The levels of an order, as they are ordered with its limits. */
export function LevelFields(properties: Properties) {
  const { id, book, set } = properties;
  const parameters = [...new Set([...(book.habitsInForce ?? []).map((one) => one.parameter), ...Object.keys(set.levels)])];
  return (
    <div class="level-fields" role="group" aria-labelledby={`${id}-levels`}>
      <h4 id={`${id}-levels`}>{t('workshop.levels')}</h4>
      {parameters.length === 0 && <p class="soft">{t('workshop.levels_from_workshop')}</p>}
      {parameters.map((parameter) => (
        <div key={parameter} class="level-line">
          <span>{named(book, parameter).name}</span>
          <LevelPair {...properties} parameter={parameter} />
        </div>
      ))}
      <News2Field id={id} book={book} set={set} change={properties.change} />
    </div>
  );
}
