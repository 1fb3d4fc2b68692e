import { Icon } from '../../../shared/components/Icon';
import { age, birthday } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import type { Desk, OpenCase } from '../desk';
import { mayHandle } from '../outcomes';
import { belongsTo } from '../reasons';
import { close } from '../shortcuts';
import { phoneLink, phoneWords } from './phone';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
  /** Opens the messages for a new one; absent when one may not write. */
  readonly write: (() => void) | undefined;
}

/** The one big button: who rings has been in touch by phone. */
function Ring({ desk, open }: Pick<Properties, 'desk' | 'open'>) {
  const phone = open.detail?.phone ?? null;
  if (phone === null || phone === '') return null;
  const rung = (): void => {
    if (mayHandle()) desk.drafts.change(open.key, { way: 'phone' });
  };
  return (
    <a class="ds-button panel-ring" href={phoneLink(phone)} onClick={rung}>
      <Icon name="phone" />
      {t('panel.ring', { phone: phoneWords(phone) })}
    </a>
  );
}

function Acts({ desk, open, write }: Properties) {
  const { patient } = open.item;
  return (
    <div class="panel-acts push">
      <Ring desk={desk} open={open} />
      {write !== undefined && (
        <button
          class="ds-button"
          data-variant="secondary"
          data-icon
          type="button"
          aria-label={t('panel.write')}
          title={t('panel.write')}
          onClick={write}
        >
          <Icon name="message" />
        </button>
      )}
      {may('patient.read') && (
        <a
          class="ds-button"
          data-variant="secondary"
          data-icon
          href={`/patients/${encodeURIComponent(patient.id)}`}
          aria-label={t('panel.page')}
          title={t('panel.page')}
        >
          <Icon name="user" />
        </a>
      )}
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
    </div>
  );
}

export function PanelHead({ desk, open, write }: Properties) {
  const { patient, enrolments } = open.item;
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
          {patient.name}, <span class="years">{years}</span>
        </h2>
        <p class="soft">{[belongsTo(enrolments), born].join(' · ')}</p>
      </div>
      <Acts desk={desk} open={open} write={write} />
    </header>
  );
}
