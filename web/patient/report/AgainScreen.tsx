import { number } from '../../shared/format';
import { t } from '../../shared/i18n';
import { Calls } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { atStep, go } from '../place';
import { change, draft, pass, today } from '../state';
import { amount } from '../words';
import { withTyped } from './draft';
import { fieldOf } from './MeasureScreen';
import { partsOf, usually } from './numbers';
import { readingOf } from './reading';
import type { Step } from './steps';

interface Properties {
  readonly step: Step & { readonly kind: 'measure' };
}

/** A number that looks wrong: kindly, with the choice left to the one who read it. */
export function AgainScreen({ step }: Properties) {
  const { measure } = step;
  const parts = partsOf(measure);
  const first = draft.value?.attempts[measure.parameter]?.[0];
  const typed = first === undefined ? '' : readingOf(measure, first);
  const usual = parts.length === 1 ? usually(measure) : null;
  const emergency = today.value?.contacts.filter(({ kind }) => kind === 'emergency') ?? [];
  const again = (): void => {
    change((one) => parts.reduce((draft, { parameter }) => withTyped(draft, fieldOf(parameter, 1), ''), one));
    go(atStep(step.id, 0, 1));
  };
  return (
    <div class="again">
      <div>
        <Heading title={t('me.again_title')}>{t('me.again_title')}</Heading>
        <p>
          {t('me.you_wrote', { value: amount(typed, measure) })}{' '}
          {usual === null
            ? t('me.may_be_wrong')
            : t('me.usual_is', { value: amount(number(usual, measure.unit), measure) })}
        </p>
      </div>
      {measure.instruction !== null && <p class="card">{measure.instruction}</p>}
      {emergency.length > 0 && (
        <div>
          <h2>{t('me.very_ill')}</h2>
          <Calls contacts={emergency} />
        </div>
      )}
      <div class="stack">
        <button class="ds-button go" type="button" onClick={again}>
          {t('me.measure_again')}
        </button>
        <button class="ds-button go" data-variant="secondary" type="button" onClick={() => pass(step)}>
          {t('me.number_right', { value: typed })}
        </button>
      </div>
    </div>
  );
}
