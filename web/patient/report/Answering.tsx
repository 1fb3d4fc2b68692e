import { t } from '../../shared/i18n';
import {
  type Answer,
  earliest,
  isSame,
  type Item,
  labelOf,
  latest,
  optionsOf,
  placesOf,
  type Questionnaire,
  unitOf,
} from '../form/questionnaire';
import { isNumber } from '../form/check';
import { Choices } from './Choices';
import { chosenAfter } from './choosing';
import { NumberField } from './NumberField';
import { valueOf } from './numbers';

export interface AnsweringProperties {
  readonly questionnaire: Questionnaire;
  readonly item: Item;
  readonly given: readonly Answer[];
  readonly answer: (given: readonly Answer[]) => void;
  /** A number as it is being typed. */
  readonly typed: string;
  readonly type: (text: string) => void;
  /** What is wrong with the answer, in words. */
  readonly fault: string | null;
}

/** A number that was typed, as the item's type has it; none when there is none. */
export function numberAnswer(item: Item, text: string): readonly Answer[] {
  const value = valueOf(text);
  if (value === null) return [];
  if (item.type === 'integer') return [{ valueInteger: value }];
  if (item.type === 'decimal') return [{ valueDecimal: value }];
  const unit = unitOf(item);
  if (unit === undefined) return [{ valueQuantity: { value } }];
  const { system, code, display } = unit;
  return [
    {
      valueQuantity: {
        value,
        ...(display === undefined ? {} : { unit: display }),
        ...(system === undefined ? {} : { system }),
        ...(code === undefined ? {} : { code }),
      },
    },
  ];
}

const isText = ({ type }: Item): boolean => type === 'string' || type === 'text' || type === 'url';

/** The words of one's own, beside or instead of options. */
const ownWords = (given: readonly Answer[]): string => given.find((one) => one.valueString !== undefined)?.valueString ?? '';

function Own({ item, given, answer, fault, label }: AnsweringProperties & { readonly label: string | null }) {
  const options = given.filter((one) => one.valueString === undefined);
  const write = (text: string): void => {
    const own = text.trim() === '' ? [] : [{ valueString: text }];
    answer(item.repeats === true || own.length === 0 ? [...options, ...own] : own);
  };
  return (
    <div class="own">
      {label !== null && <label for="own">{label}</label>}
      <textarea
        class="ds-input"
        id="own"
        rows={item.type === 'text' ? 5 : 2}
        dir="auto"
        {...(item.maxLength === undefined ? {} : { maxLength: item.maxLength })}
        {...(label === null ? { 'aria-labelledby': 'ask' } : {})}
        aria-describedby="fault"
        aria-invalid={fault !== null}
        value={ownWords(given)}
        onInput={({ currentTarget }) => write(currentTarget.value)}
      />
    </div>
  );
}

const CALENDAR = {
  date: { type: 'date', of: (one: Answer | undefined) => one?.valueDate, as: (text: string) => ({ valueDate: text }) },
  time: {
    type: 'time',
    of: (one: Answer | undefined) => one?.valueTime?.slice(0, 5),
    as: (text: string) => ({ valueTime: `${text.slice(0, 5)}:00` }),
  },
  dateTime: {
    type: 'datetime-local',
    of: (one: Answer | undefined) => localOf(one?.valueDateTime),
    as: (text: string) => ({ valueDateTime: new Date(text).toISOString() }),
  },
} as const;

function localOf(iso: string | undefined): string | undefined {
  if (iso === undefined) return undefined;
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function When({ item, given, answer, fault }: AnsweringProperties) {
  const kind = CALENDAR[item.type as keyof typeof CALENDAR];
  const [low, high] = [earliest(item), latest(item)];
  return (
    <div class="own">
      <input
        class="ds-input"
        type={kind.type}
        aria-labelledby="ask"
        aria-describedby="fault"
        aria-invalid={fault !== null}
        {...(low === undefined ? {} : { min: low })}
        {...(high === undefined ? {} : { max: high })}
        value={kind.of(given[0]) ?? ''}
        onInput={({ currentTarget: { value } }) => answer(value === '' ? [] : [kind.as(value)])}
      />
    </div>
  );
}

function Chosen(properties: AnsweringProperties) {
  const { questionnaire, item, given, answer, fault } = properties;
  const options = optionsOf(questionnaire, item);
  const open = item.type === 'open-choice' || options.length === 0;
  return (
    <Choices
      name={item.linkId}
      many={item.repeats === true}
      options={options.map((one) => ({ label: labelOf(one), chosen: given.some((is) => isSame(is, one)) }))}
      wrong={fault !== null}
      choose={(index) => {
        const option = options[index];
        if (option !== undefined) answer(chosenAfter(item, options, given, option));
      }}
    >
      {open && <Own {...properties} label={t('me.own_words')} />}
    </Choices>
  );
}

/** The way to answer a question of this kind. */
export function Answering(properties: AnsweringProperties) {
  const { item, given, answer, typed, type, fault } = properties;
  if (isNumber(item)) {
    const unit = unitOf(item);
    return (
      <NumberField
        labelledBy="ask"
        unit={unit?.display ?? unit?.code ?? ''}
        places={placesOf(item)}
        text={typed}
        change={type}
        fault={fault}
      />
    );
  }
  if (item.type === 'boolean') {
    const is = given[0]?.valueBoolean;
    return (
      <Choices
        name={item.linkId}
        many={false}
        options={[
          { label: t('answer.yes'), chosen: is === true },
          { label: t('answer.no'), chosen: is === false },
        ]}
        wrong={fault !== null}
        choose={(index) => answer([{ valueBoolean: index === 0 }])}
      />
    );
  }
  // Options may be had by text and number too; then they are chosen among.
  if (item.answerOption === undefined && isText(item)) return <Own {...properties} label={null} />;
  return item.type in CALENDAR ? <When {...properties} /> : <Chosen {...properties} />;
}
