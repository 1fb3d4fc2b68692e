import { useSignal } from '@preact/signals';
import { decimalSign, number } from '../../shared/format';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import type { Measure, Value } from '../api';
import { Heading } from '../parts/Heading';
import { StepForm } from '../parts/StepForm';
import { atStep, go } from '../place';
import { change, draft, isoNow, pass } from '../state';
import { amount, dayOf } from '../words';
import { Device } from './Device';
import { withAttempt, withTyped } from './draft';
import { NumberField } from './NumberField';
import { judged, partsOf, valueOf } from './numbers';
import type { Step } from './steps';

interface Properties {
  readonly step: Step & { readonly kind: 'measure' };
  readonly part: number;
  readonly attempt: number;
}

export const fieldOf = (parameter: string, attempt: number): string => `${parameter} ${attempt}`;

/** What was typed of a reading, by parameter. */
function typedOf(measure: Measure, attempt: number): Readonly<Record<string, string>> {
  const typed = draft.value?.typed ?? {};
  return Object.fromEntries(
    partsOf(measure).map(({ parameter }) => [parameter, typed[fieldOf(parameter, attempt)] ?? '']),
  );
}

/** How to measure, and what it was the last time. */
function Before({ measure, about }: { readonly measure: Measure; readonly about: Value }) {
  const last = about.last ?? null;
  return (
    <div class="before">
      {measure.instruction !== null && <p>{measure.instruction}</p>}
      {last !== null && (
        <p class="calm">
          {t('me.last_value', {
            value: amount(number(last.value, about.unit), about),
            when: dayOf(last.measured, now.value),
          })}
        </p>
      )}
    </div>
  );
}

/** One number of one measurement. */
export function MeasureScreen({ step, part, attempt }: Properties) {
  const { measure } = step;
  const parts = partsOf(measure);
  const about = parts[part] ?? measure;
  const fault = useSignal<string | null>(null);
  const doubts = useSignal(0);
  const field = fieldOf(about.parameter, attempt);
  const text = draft.value?.typed[field] ?? '';
  const type = (next: string): void => {
    fault.value = null;
    change((one) => withTyped(one, field, next));
  };
  const finish = (sure: boolean): void => {
    const values = typedOf(measure, attempt);
    change((one) => withAttempt(one, measure.parameter, attempt, { at: isoNow(), values }));
    if (!sure && attempt === 0 && judged(measure, values) === 'unlikely') {
      go({ screen: 'again', step: step.id, part: 0, attempt });
    } else pass(step);
  };
  const goOn = (sure: boolean): void => {
    fault.value = null;
    if (part + 1 < parts.length) go(atStep(step.id, part + 1, attempt));
    else finish(sure);
  };
  const doubt = (): void => {
    doubts.value += 1;
    fault.value = t(doubts.value === 1 ? 'me.impossible' : 'me.still_impossible', {
      value: amount(text.replace('.', decimalSign()), about),
    });
  };
  const submit = (): void => {
    const whole = part + 1 === parts.length ? typedOf(measure, attempt) : { [about.parameter]: text };
    if (valueOf(text) === null) fault.value = t('me.number_needed');
    else if (judged(measure, whole) === 'impossible') doubt();
    else goOn(false);
  };
  const shows = about.parameter === 'spo2' || about.parameter === 'pulse' ? about.parameter : null;
  return (
    <StepForm class="pad-page" submit={submit}>
      <div class="ask">
        {shows !== null && <Device shows={shows} />}
        <div>
          {measure.parts !== undefined && <p class="over">{measure.name}</p>}
          <Heading id="ask" title={about.name}>
            {attempt > 0 ? t('me.again_name', { name: about.name }) : about.name}
          </Heading>
        </div>
      </div>
      {part === 0 && <Before measure={measure} about={about} />}
      <NumberField
        labelledBy="ask"
        unit={about.unitName ?? about.unit}
        places={about.places}
        text={text}
        change={type}
        fault={fault.value}
      />
      <div class="stack">
        <button class="ds-button go" type="submit">
          {t('me.next')}
        </button>
        {doubts.value > 1 && (
          <button class="ds-button go" data-variant="secondary" type="button" onClick={() => goOn(true)}>
            {t('me.send_as_is')}
          </button>
        )}
        <button
          class="quietly"
          type="button"
          onClick={() => go({ screen: 'skip', step: step.id, part, attempt })}
        >
          {t(measure.required ? 'me.cannot_measure' : 'me.skip')}
        </button>
      </div>
    </StepForm>
  );
}
