import { useSignal } from '@preact/signals';
import { decimal } from '../../shared/format';
import { t } from '../../shared/i18n';
import { faultOf, isNumber } from '../form/check';
import type { Answer } from '../form/questionnaire';
import { Heading } from '../parts/Heading';
import { StepForm } from '../parts/StepForm';
import { change, draft, pass } from '../state';
import { Answering, numberAnswer } from './Answering';
import { withAnswers, withTyped } from './draft';
import { NoteScreen } from './NoteScreen';
import { formKey, type Step } from './steps';

interface Properties {
  readonly step: Step & { readonly kind: 'question' };
}

/** One question of a form. */
export function QuestionScreen({ step }: Properties) {
  const { form, question } = step;
  const { item, groups, notes, hints } = question;
  const fault = useSignal<string | null>(null);
  const key = formKey(form);
  const field = `${step.id} typed`;
  const typed = draft.value?.typed[field] ?? '';
  const given = draft.value?.answers[key]?.[item.linkId] ?? [];
  const answer = (answers: readonly Answer[]): void => {
    fault.value = null;
    change((one) => withAnswers(one, key, item.linkId, answers));
  };
  const submit = (): void => {
    const answers = isNumber(item) ? numberAnswer(item, typed) : given;
    const wrong = faultOf(item, answers);
    fault.value = wrong === null ? null : t(wrong.key, Object.fromEntries(Object.entries(wrong.values).map(([name, value]) => [name, decimal(value)])));
    if (wrong !== null) return;
    if (isNumber(item)) answer(answers);
    pass(step);
  };
  if (item.type === 'display') return <NoteScreen step={step} />;
  const title = item.text ?? form.title;
  const heading = (
    <Heading id="ask" title={title}>
      <span dir="auto">{title}</span>
    </Heading>
  );
  const Group = isNumber(item) ? 'div' : 'fieldset';
  return (
    <StepForm class={isNumber(item) ? 'pad-page ask-page' : 'ask-page'} submit={submit}>
      {groups.length > 0 && <p class="over">{groups.join(' – ')}</p>}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <Group class="asked">
        {Group === 'fieldset' ? <legend>{heading}</legend> : heading}
        {hints.map((hint) => (
          <p key={hint}>{hint}</p>
        ))}
        {item.repeats === true && <p>{t('me.several')}</p>}
        {item.required !== true && <p>{t('me.optional')}</p>}
        <Answering
          questionnaire={form.questionnaire}
          item={item}
          given={given}
          answer={answer}
          typed={typed}
          type={(text) => {
            fault.value = null;
            change((one) => withTyped(one, field, text));
          }}
          fault={fault.value}
        />
      </Group>
      {!isNumber(item) && (
        <p class="fault" id="fault" role="alert">
          {fault.value}
        </p>
      )}
      <div class="stack">
        <button class="ds-button go" type="submit">
          {t('me.next')}
        </button>
      </div>
    </StepForm>
  );
}
