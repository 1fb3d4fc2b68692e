import { Icon } from '../../../shared/components/Icon';
import { age, birthday } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import type { Desk, OpenCase } from '../desk';
import { belongsTo } from '../reasons';
import { close } from '../shortcuts';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

export function PanelHead({ desk, open }: Properties) {
  const { patient, enrolments, service } = open.item;
  const years = t('panel.age', { n: age(patient.born, now.value) });
  const born = t('panel.born', { date: birthday(patient.born) });
  return (
    <header class="panel-head">
      <button
        class="ds-button panel-back"
        data-variant="secondary"
        type="button"
        onClick={() => close(desk)}
      >
        <Icon name="back" />
        {t('panel.back')}
      </button>
      <div class="id">
        <h2 id="h-case" tabIndex={-1}>
          {patient.name}, {years}
        </h2>
        <p class="soft">{[belongsTo(enrolments), service.name, born].join(' · ')}</p>
      </div>
      <button
        class="ds-button panel-close"
        data-variant="tertiary"
        data-icon
        type="button"
        aria-label={t('panel.close')}
        title={t('panel.close')}
        onClick={() => close(desk)}
      >
        <Icon name="close" />
      </button>
    </header>
  );
}
