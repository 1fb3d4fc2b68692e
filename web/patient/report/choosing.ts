// Choosing among options: one, or several with those that stand alone.
import { type Answer, type AnswerOption, isExclusive, isSame, type Item } from '../form/questionnaire';

/** An option as it is answered: its value alone, without what the form says of it. */
const answerOf = (option: AnswerOption): Answer =>
  Object.fromEntries(Object.entries(option).filter(([member]) => member.startsWith('value')));

export function chosenAfter(
  item: Item,
  options: readonly AnswerOption[],
  given: readonly Answer[],
  option: AnswerOption,
): readonly Answer[] {
  const answer = answerOf(option);
  if (item.repeats !== true) return [answer];
  if (given.some((one) => isSame(one, answer))) return given.filter((one) => !isSame(one, answer));
  if (isExclusive(option)) return [answer];
  const alone = options.filter(isExclusive);
  return [...given.filter((one) => !alone.some((other) => isSame(other, one))), answer];
}
