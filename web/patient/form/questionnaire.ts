// FHIR's Questionnaire (R4, with what we use of SDC) as the API gives it: in the reader's language.

export interface Coding {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}

export interface Quantity {
  readonly value?: number;
  readonly unit?: string;
  readonly system?: string;
  readonly code?: string;
}

export interface Extension {
  readonly url: string;
  readonly valueBoolean?: boolean;
  readonly valueInteger?: number;
  readonly valueDecimal?: number;
  readonly valueDate?: string;
  readonly valueCoding?: Coding;
  readonly valueCodeableConcept?: { readonly coding?: readonly Coding[] };
}

/** One value, under the member of its type. */
export interface Answer {
  readonly valueBoolean?: boolean;
  readonly valueInteger?: number;
  readonly valueDecimal?: number;
  readonly valueQuantity?: Quantity;
  readonly valueString?: string;
  readonly valueUri?: string;
  readonly valueDate?: string;
  readonly valueDateTime?: string;
  readonly valueTime?: string;
  readonly valueCoding?: Coding;
}

/** By linkId. */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

export interface AnswerOption extends Answer {
  readonly extension?: readonly Extension[];
}

export interface EnableWhen {
  readonly question: string;
  readonly operator: 'exists' | '=' | '!=' | '>' | '<' | '>=' | '<=';
  readonly answerBoolean?: boolean;
  readonly answerInteger?: number;
  readonly answerDecimal?: number;
  readonly answerQuantity?: Quantity;
  readonly answerString?: string;
  readonly answerDate?: string;
  readonly answerDateTime?: string;
  readonly answerTime?: string;
  readonly answerCoding?: Coding;
}

export interface Item {
  readonly linkId: string;
  readonly type: string;
  readonly text?: string;
  readonly required?: boolean;
  readonly repeats?: boolean;
  readonly readOnly?: boolean;
  readonly maxLength?: number;
  readonly enableWhen?: readonly EnableWhen[];
  readonly enableBehavior?: 'all' | 'any';
  readonly answerOption?: readonly AnswerOption[];
  readonly answerValueSet?: string;
  readonly item?: readonly Item[];
  readonly extension?: readonly Extension[];
}

interface Concept {
  readonly code?: string;
  readonly display?: string;
}
interface Contained {
  readonly resourceType: string;
  readonly id?: string;
  readonly compose?: {
    readonly include?: readonly { readonly system?: string; readonly concept?: readonly Concept[] }[];
  };
}

export interface Questionnaire {
  readonly resourceType: 'Questionnaire';
  readonly url?: string;
  readonly version?: string;
  readonly title?: string;
  readonly contained?: readonly Contained[];
  readonly item?: readonly Item[];
}

const FHIR = 'http://hl7.org/fhir/StructureDefinition/';
const MIN = `${FHIR}minValue`;
const MAX = `${FHIR}maxValue`;
const PLACES = `${FHIR}maxDecimalPlaces`;
const UNIT = `${FHIR}questionnaire-unit`;
const UNIT_OPTION = `${FHIR}questionnaire-unitOption`;
const HIDDEN = `${FHIR}questionnaire-hidden`;
const CONTROL = `${FHIR}questionnaire-itemControl`;
const MOST = `${FHIR}questionnaire-maxOccurs`;
const EXCLUSIVE = `${FHIR}questionnaire-optionExclusive`;

const extensionOf = (
  element: { readonly extension?: readonly Extension[] },
  url: string,
): Extension | undefined => element.extension?.find((one) => one.url === url);

const numberIn = (extension: Extension | undefined): number | null =>
  extension?.valueInteger ?? extension?.valueDecimal ?? null;

export const lowest = (item: Item): number | null => numberIn(extensionOf(item, MIN));
export const highest = (item: Item): number | null => numberIn(extensionOf(item, MAX));
export const earliest = (item: Item): string | undefined => extensionOf(item, MIN)?.valueDate;
export const latest = (item: Item): string | undefined => extensionOf(item, MAX)?.valueDate;
export const mostAnswers = (item: Item): number | null => numberIn(extensionOf(item, MOST));
export const isHidden = (item: Item): boolean => extensionOf(item, HIDDEN)?.valueBoolean === true;
export const isExclusive = (option: AnswerOption): boolean =>
  extensionOf(option, EXCLUSIVE)?.valueBoolean === true;

export const controlOf = (item: Item): string | undefined =>
  extensionOf(item, CONTROL)?.valueCodeableConcept?.coding?.[0]?.code;

/** What a quantity is asked in. */
export const unitOf = (item: Item): Coding | undefined =>
  (extensionOf(item, UNIT) ?? extensionOf(item, UNIT_OPTION))?.valueCoding;

/** Decimals that may be typed. */
export const placesOf = (item: Item): number =>
  item.type === 'integer' ? 0 : (numberIn(extensionOf(item, PLACES)) ?? 2);

const QUESTIONS: ReadonlySet<string> = new Set([
  'boolean',
  'decimal',
  'integer',
  'quantity',
  'date',
  'dateTime',
  'time',
  'string',
  'text',
  'url',
  'choice',
  'open-choice',
]);
/** A type that can be answered on this page; files and references cannot. */
export const isQuestion = (item: Item): boolean => QUESTIONS.has(item.type);

/** What may be chosen: the item's own options, or those of a set that came with the form. */
export function optionsOf(questionnaire: Questionnaire, item: Item): readonly AnswerOption[] {
  if (item.answerOption !== undefined) return item.answerOption;
  if (item.answerValueSet?.startsWith('#') !== true) return [];
  const set = questionnaire.contained?.find((one) => `#${one.id ?? ''}` === item.answerValueSet);
  return (set?.compose?.include ?? []).flatMap(({ system, concept }) =>
    (concept ?? []).map((one) => ({
      valueCoding: { ...(system === undefined ? {} : { system }), ...one },
    })),
  );
}

export const labelOf = (option: Answer): string =>
  option.valueCoding?.display ??
  option.valueCoding?.code ??
  option.valueString ??
  option.valueDate ??
  option.valueTime ??
  String(option.valueInteger ?? '');

const sameCoding = (a: Coding, b: Coding): boolean =>
  a.code === b.code && (a.system ?? '') === (b.system ?? '') && (a.code !== undefined || a.display === b.display);

/** The same choice, whatever the language it was shown in. */
export function isSame(a: Answer, b: Answer): boolean {
  if (a.valueCoding !== undefined || b.valueCoding !== undefined) {
    return a.valueCoding !== undefined && b.valueCoding !== undefined && sameCoding(a.valueCoding, b.valueCoding);
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
