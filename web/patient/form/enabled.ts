// Which items of a form are asked, given the answers so far. What is not asked has no answers, for the conditions of
// others too; the same rules as the service's own.
import { type Answer, type Answers, type EnableWhen, isQuestion, type Item, type Questionnaire } from './questionnaire';

type Comparable = number | string;

/** A number, a date or a text to compare by; NaN and undefined compare with nothing. */
function comparable(answer: Answer): Comparable | undefined {
  return (
    answer.valueInteger ??
    answer.valueDecimal ??
    answer.valueQuantity?.value ??
    answer.valueDate ??
    answer.valueDateTime ??
    answer.valueTime ??
    answer.valueString ??
    answer.valueUri
  );
}

const wanted = (when: EnableWhen): Answer => ({
  ...(when.answerBoolean === undefined ? {} : { valueBoolean: when.answerBoolean }),
  ...(when.answerInteger === undefined ? {} : { valueInteger: when.answerInteger }),
  ...(when.answerDecimal === undefined ? {} : { valueDecimal: when.answerDecimal }),
  ...(when.answerQuantity === undefined ? {} : { valueQuantity: when.answerQuantity }),
  ...(when.answerString === undefined ? {} : { valueString: when.answerString }),
  ...(when.answerDate === undefined ? {} : { valueDate: when.answerDate }),
  ...(when.answerDateTime === undefined ? {} : { valueDateTime: when.answerDateTime }),
  ...(when.answerTime === undefined ? {} : { valueTime: when.answerTime }),
  ...(when.answerCoding === undefined ? {} : { valueCoding: when.answerCoding }),
});

function equal(given: Answer, asked: Answer): boolean {
  if (asked.valueCoding !== undefined) {
    const { code, system } = asked.valueCoding;
    return (
      code !== undefined && given.valueCoding?.code === code && (given.valueCoding.system ?? '') === (system ?? '')
    );
  }
  if (asked.valueBoolean !== undefined) return given.valueBoolean === asked.valueBoolean;
  const left = comparable(given);
  return left !== undefined && left === comparable(asked);
}

function beyond(operator: EnableWhen['operator'], given: Answer, asked: Answer): boolean {
  const left = comparable(given);
  const right = comparable(asked);
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  switch (operator) {
    case '>':
      return left > right;
    case '<':
      return left < right;
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
    default:
      return false;
  }
}

function isMet(when: EnableWhen, given: readonly Answer[]): boolean {
  const asked = wanted(when);
  switch (when.operator) {
    case 'exists':
      return given.length > 0 === (when.answerBoolean !== false);
    case '=':
      return given.some((one) => equal(one, asked));
    case '!=':
      return !given.some((one) => equal(one, asked));
    default:
      return given.some((one) => beyond(when.operator, one, asked));
  }
}

/** The question whose answer brought this item: the first that would have done, or the last when all had to. */
export function broughtBy(item: Item, answers: Answers, enabled: ReadonlySet<string>): string | null {
  const conditions = item.enableWhen ?? [];
  const given = (linkId: string): readonly Answer[] => (enabled.has(linkId) ? (answers[linkId] ?? []) : []);
  const when =
    item.enableBehavior === 'any' ? conditions.find((one) => isMet(one, given(one.question))) : conditions.at(-1);
  return when?.question ?? null;
}

/** Every item with the one that it stands in. */
function withParents(items: readonly Item[], parent: Item | null, all: Map<string, Placed>): Map<string, Placed> {
  for (const item of items) {
    all.set(item.linkId, { item, parent });
    withParents(item.item ?? [], item, all);
  }
  return all;
}

interface Placed {
  readonly item: Item;
  readonly parent: Item | null;
}

/** The linkIds of all items that are asked now. An item that hangs on itself is not. */
export function enabledIn(questionnaire: Questionnaire, answers: Answers): ReadonlySet<string> {
  const all = withParents(questionnaire.item ?? [], null, new Map());
  const known = new Map<string, boolean>();
  const given = (linkId: string): readonly Answer[] => (isEnabled(linkId) ? (answers[linkId] ?? []) : []);
  function judge({ item, parent }: Placed): boolean {
    if (parent !== null) {
      if (!isEnabled(parent.linkId)) return false;
      if (isQuestion(parent) && item.type !== 'display' && given(parent.linkId).length === 0) return false;
    }
    const conditions = item.enableWhen ?? [];
    if (conditions.length === 0) return true;
    const met = (when: EnableWhen): boolean => isMet(when, given(when.question));
    return item.enableBehavior === 'any' ? conditions.some(met) : conditions.every(met);
  }
  function isEnabled(linkId: string): boolean {
    const placed = all.get(linkId);
    if (placed === undefined) return false;
    const before = known.get(linkId);
    if (before !== undefined) return before;
    known.set(linkId, false);
    const enabled = judge(placed);
    known.set(linkId, enabled);
    return enabled;
  }
  return new Set([...all.keys()].filter(isEnabled));
}
