// A form as a row of screens: one question each, with what stands before it.
import { broughtBy, enabledIn } from './enabled';
import { type Answers, controlOf, isHidden, isQuestion, type Item, type Questionnaire } from './questionnaire';

export interface Question {
  readonly item: Item;
  /** Headings of the groups that it is in, outermost first. */
  readonly groups: readonly string[];
  /** What is only to be read, before it. */
  readonly notes: readonly string[];
  /** Under the question: how to answer it. */
  readonly hints: readonly string[];
}

const isHint = (item: Item): boolean => item.type === 'display' && controlOf(item) === 'help';
const textsOf = (items: readonly Item[]): readonly string[] =>
  items.flatMap(({ text }) => (text === undefined || text === '' ? [] : [text]));

/** What is only to be read, as a screen of its own. */
const reading = (linkId: string, notes: readonly string[]): Question => ({
  item: { linkId, type: 'display' },
  groups: [],
  notes,
  hints: [],
});

/** The questions that are asked now, in order. What an answer brings to be read comes right after that answer, since it
 * may say to call for help; the rest stands before the next question, or at the end. */
export function questionsOf(questionnaire: Questionnaire, answers: Answers): readonly Question[] {
  const enabled = enabledIn(questionnaire, answers);
  const questions: Question[] = [];
  const brought: Item[] = [];
  let notes: string[] = [];
  function walk(items: readonly Item[], groups: readonly string[]): void {
    for (const item of items) {
      if (!enabled.has(item.linkId) || isHidden(item)) continue;
      const children = item.item ?? [];
      if (item.type === 'display') {
        if (item.enableWhen !== undefined) brought.push(item);
        else if (!isHint(item)) notes.push(...textsOf([item]));
      } else if (isQuestion(item)) {
        const hints = textsOf(children.filter((one) => isHint(one) && enabled.has(one.linkId)));
        if (item.readOnly !== true) {
          questions.push({ item, groups, notes, hints });
          notes = [];
        }
        walk(children, groups);
      } else {
        walk(children, [...groups, ...textsOf([item])]);
      }
    }
  }
  walk(questionnaire.item ?? [], []);
  if (notes.length > 0) questions.push(reading('', notes));
  for (const item of brought) {
    const by = broughtBy(item, answers, enabled);
    const after = questions.findIndex((one) => one.item.linkId === by);
    questions.splice(after === -1 ? questions.length : after + 1, 0, reading(item.linkId, textsOf([item])));
  }
  return questions;
}
