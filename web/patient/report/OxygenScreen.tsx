import { useSignal } from '@preact/signals';
import { t } from '../../shared/i18n';
import { Heading } from '../parts/Heading';
import { StepForm } from '../parts/StepForm';
import { change, draft, pass } from '../state';
import { Choices } from './Choices';
import type { Step } from './steps';

/** Limits may hang on it, and only the patient knows. */
export function OxygenScreen({ step }: { readonly step: Step }) {
  const fault = useSignal(false);
  const oxygen = draft.value?.oxygen ?? null;
  const options = [
    { label: t('answer.yes'), chosen: oxygen === true },
    { label: t('answer.no'), chosen: oxygen === false },
  ];
  const submit = (): void => {
    fault.value = oxygen === null;
    if (!fault.value) pass(step);
  };
  return (
    <StepForm class="ask-page" submit={submit}>
      <fieldset aria-describedby="fault">
        <legend>
          <Heading title={t('me.oxygen')}>{t('me.oxygen')}</Heading>
        </legend>
        <p>{t('me.oxygen_why')}</p>
        <Choices
          name="oxygen"
          many={false}
          options={options}
          wrong={fault.value}
          choose={(index) => change((one) => ({ ...one, oxygen: index === 0 }))}
        />
      </fieldset>
      <p class="fault" id="fault" role="alert">
        {fault.value && oxygen === null && t('me.answer_needed')}
      </p>
      <div class="stack">
        <button class="ds-button go" type="submit">
          {t('me.next')}
        </button>
      </div>
    </StepForm>
  );
}
