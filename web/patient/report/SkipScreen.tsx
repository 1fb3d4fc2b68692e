import { t } from '../../shared/i18n';
import { Calls } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { goBack } from '../place';
import { change, pass, today } from '../state';
import { withoutMeasure } from './draft';
import type { Step } from './steps';

interface Properties {
  readonly step: Step & { readonly kind: 'measure' };
}

/** Without a measurement: what that means, before it is so. */
export function SkipScreen({ step }: Properties) {
  const { name, parameter, required } = step.measure;
  const skip = (): void => {
    change((one) => withoutMeasure(one, parameter));
    pass(step);
  };
  return (
    <div class="again">
      <div>
        <Heading title={t('me.skip_title')}>{t('me.skip_title')}</Heading>
        <p>{t(required ? 'me.skip_required' : 'me.skip_why', { name })}</p>
      </div>
      {required && (
        <div>
          <h2>{t('me.device_trouble')}</h2>
          <Calls contacts={today.value?.contacts.filter(({ kind }) => kind !== 'emergency') ?? []} />
        </div>
      )}
      <div class="stack">
        <button class="ds-button go" type="button" onClick={skip}>
          {t('me.go_without')}
        </button>
        <button class="ds-button go" data-variant="secondary" type="button" onClick={goBack}>
          {t('me.back_to_measure')}
        </button>
      </div>
    </div>
  );
}
