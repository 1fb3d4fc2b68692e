// A form's answers as FHIR's QuestionnaireResponse, nested as the form is. What is not asked is not sent.
import { enabledIn } from './enabled';
import {
  type Answer,
  type Answers,
  isQuestion,
  isSame,
  type Item,
  labelOf,
  optionsOf,
  type Questionnaire,
} from './questionnaire';

export interface ResponseItem {
  readonly linkId: string;
  readonly text?: string;
  readonly answer?: readonly (Answer & { readonly item?: readonly ResponseItem[] })[];
  readonly item?: readonly ResponseItem[];
}

export interface QuestionnaireResponse {
  readonly resourceType: 'QuestionnaireResponse';
  readonly status: 'completed';
  readonly questionnaire: string;
  readonly authored: string;
  readonly item?: readonly ResponseItem[];
}

export const canonical = ({ url, version }: Questionnaire): string =>
  version === undefined ? (url ?? '') : `${url ?? ''}|${version}`;

/** The answer in the words of the form as it is now, which may be in another language than when it was given. */
export function inItsWords(questionnaire: Questionnaire, item: Item, answer: Answer): Answer {
  const option = optionsOf(questionnaire, item).find((one) => isSame(one, answer));
  return option?.valueCoding === undefined ? answer : { valueCoding: option.valueCoding };
}

export function responseOf(questionnaire: Questionnaire, answers: Answers, authored: string): QuestionnaireResponse {
  const enabled = enabledIn(questionnaire, answers);
  const itemsOf = (items: readonly Item[]): readonly ResponseItem[] => items.flatMap(one);
  function one(item: Item): readonly ResponseItem[] {
    if (!enabled.has(item.linkId)) return [];
    const children = itemsOf(item.item ?? []);
    const head = { linkId: item.linkId, ...(item.text === undefined ? {} : { text: item.text }) };
    if (!isQuestion(item)) return children.length === 0 ? [] : [{ ...head, item: children }];
    const given = (answers[item.linkId] ?? []).map((answer) => inItsWords(questionnaire, item, answer));
    if (given.length === 0) return [];
    // Questions under a question hang on its answer; of several, the first carries them.
    const answer = given.map((value, at) => (at === 0 && children.length > 0 ? { ...value, item: children } : value));
    return [{ ...head, answer }];
  }
  const item = itemsOf(questionnaire.item ?? []);
  return {
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    questionnaire: canonical(questionnaire),
    authored,
    ...(item.length === 0 ? {} : { item }),
  };
}

/** What was answered, to be read. */
export const wordsOf = (questionnaire: Questionnaire, item: Item, answers: readonly Answer[]): readonly string[] =>
  answers.map((answer) => labelOf(inItsWords(questionnaire, item, answer)));
