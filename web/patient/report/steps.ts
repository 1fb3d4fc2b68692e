// A report as a row of steps: each measurement, each question that is asked, and whether oxygen is used when limits
// hang on it.
import type { Form, Measure, Today } from '../api';
import { type Question, questionsOf } from '../form/questions';
import { faultOf } from '../form/check';
import { responseOf } from '../form/response';
import type { Attempt, Draft } from './draft';
import { partsOf } from './numbers';

export type Step =
  | { readonly kind: 'oxygen'; readonly id: string }
  | { readonly kind: 'measure'; readonly id: string; readonly measure: Measure }
  | { readonly kind: 'question'; readonly id: string; readonly form: Form; readonly question: Question };

export const formKey = (form: Form): string => `${form.programme}-${form.id}`;

const OXYGEN = 'oxygen';
const asksOxygen = (measure: Measure): boolean => measure.asks.includes(OXYGEN);

const measuresOf = (today: Today, draft: Draft): readonly Measure[] =>
  today.measurements.filter(({ parameter, parts = [] }) =>
    draft.only === null ||
    [parameter, ...parts.map((part) => part.parameter)].some((one) => draft.only?.includes(one)),
  );

const formsOf = (today: Today, draft: Draft): readonly Form[] => (draft.only === null ? today.forms : []);

const questionSteps = (draft: Draft, form: Form): readonly Step[] =>
  questionsOf(form.questionnaire, draft.answers[formKey(form)] ?? {}).map((question) => ({
    kind: 'question',
    id: `${formKey(form)} ${question.item.linkId}`,
    form,
    question,
  }));

export function stepsOf(today: Today, draft: Draft): readonly Step[] {
  const measures = measuresOf(today, draft);
  const measured = measures.map((measure): Step => ({ kind: 'measure', id: measure.parameter, measure }));
  const oxygen: readonly Step[] = measures.some(asksOxygen) ? [{ kind: 'oxygen', id: OXYGEN }] : [];
  return [...oxygen, ...measured, ...formsOf(today, draft).flatMap((form) => questionSteps(draft, form))];
}

/** Nothing is left to do in it. */
export function isDone(draft: Draft, step: Step): boolean {
  if (!draft.passed.includes(step.id)) return false;
  switch (step.kind) {
    case 'oxygen':
      return draft.oxygen !== null;
    case 'measure':
      return draft.skipped.includes(step.id) || (draft.attempts[step.id] ?? []).length > 0;
    case 'question':
      return faultOf(step.question.item, draft.answers[formKey(step.form)]?.[step.question.item.linkId] ?? []) === null;
  }
}

/** The first that is not done, or null: then it can be sent. */
export const firstLeft = (today: Today, draft: Draft): Step | null =>
  stepsOf(today, draft).find((step) => !isDone(draft, step)) ?? null;

function measurementOf(measure: Measure, { at, values }: Attempt, oxygen: boolean): object {
  const conditions = [...measure.conditions.filter((one) => one !== OXYGEN)];
  if (oxygen && asksOxygen(measure)) conditions.push(OXYGEN);
  const numbers = Object.fromEntries(
    partsOf(measure).map(({ parameter }) => [parameter, Number(values[parameter])]),
  );
  return {
    parameter: measure.parameter,
    ...(measure.parts === undefined ? { value: numbers[measure.parameter] } : { values: numbers }),
    unit: measure.parts?.[0]?.unit ?? measure.unit,
    ...(conditions.length > 0 ? { conditions } : {}),
    measured: at,
  };
}

/** What is sent. A reading that was taken twice is sent twice. */
export function bodyOf(today: Today, draft: Draft, now: string): object {
  const measurements = measuresOf(today, draft)
    .filter(({ parameter }) => !draft.skipped.includes(parameter))
    .flatMap((measure) =>
      (draft.attempts[measure.parameter] ?? []).map((one) => measurementOf(measure, one, draft.oxygen === true)),
    );
  const responses = formsOf(today, draft)
    .map((form) => responseOf(form.questionnaire, draft.answers[formKey(form)] ?? {}, now))
    .filter(({ item }) => item !== undefined);
  return { patient: today.patient.id, measured: now, measurements, responses };
}

/** Something to send: all may have been skipped. */
export function isEmpty(today: Today, draft: Draft): boolean {
  const body = bodyOf(today, draft, '') as { measurements: readonly object[]; responses: readonly object[] };
  return body.measurements.length + body.responses.length === 0;
}
