// What is wrong with the answers to one question: the key of a text and what it holds, or null when they will do.
import { type Answer, highest, type Item, lowest, mostAnswers } from './questionnaire';

export interface Fault {
  readonly key: string;
  readonly values: Readonly<Record<string, number>>;
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'decimal', 'quantity']);
export const isNumber = (item: Item): boolean => NUMBERS.has(item.type);

const numberOf = (answer: Answer | undefined): number | undefined =>
  answer?.valueInteger ?? answer?.valueDecimal ?? answer?.valueQuantity?.value;

const fault = (key: string, values: Fault['values'] = {}): Fault => ({ key, values });

export function faultOf(item: Item, answers: readonly Answer[]): Fault | null {
  if (answers.length === 0) {
    if (item.required !== true) return null;
    return fault(isNumber(item) ? 'me.number_needed' : 'me.answer_needed');
  }
  const most = item.repeats === true ? mostAnswers(item) : null;
  if (most !== null && answers.length > most) return fault('me.too_many', { most });
  const number = numberOf(answers[0]);
  const [low, high] = [lowest(item), highest(item)];
  if (number !== undefined && low !== null && number < low) return fault('me.at_least', { low });
  if (number !== undefined && high !== null && number > high) return fault('me.at_most', { high });
  const length = answers[0]?.valueString?.length ?? 0;
  if (item.maxLength !== undefined && length > item.maxLength) {
    return fault('me.too_long', { most: item.maxLength });
  }
  return null;
}
