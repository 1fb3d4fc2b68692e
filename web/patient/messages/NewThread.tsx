import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Named, Page } from '../../shared/api';
import { get } from '../../shared/http';
import { t } from '../../shared/i18n';
import { cleaned, newThread, type Mailbox, type Thread } from '../../shared/messages';
import { wordsFor } from '../../shared/words';
import { changeDraft, draftOf } from './drafts';
import { Urgent } from './Urgent';
import { WriteForm } from './WriteForm';

interface Properties {
  readonly mailbox: Mailbox;
  readonly sent: () => void;
}

interface Enrolment {
  readonly patient: Named;
  readonly service: Named;
  readonly state: string;
}

const OVER = new Set(['closed', 'rejected']);

/** Who follows the patient now. */
async function servicesOf(patient: string): Promise<readonly Named[]> {
  const { items } = await get<Page<Enrolment>>('/api/enrolments?limit=100');
  const open = items.filter((one) => one.patient.id === patient && !OVER.has(one.state));
  return [...new Map(open.map((one) => [one.service.id, one.service])).values()];
}

/** With one service there is nothing to choose. */
function Choice({ services, draftKey }: { readonly services: readonly Named[]; readonly draftKey: string }) {
  if (services.length === 1) return <p>{t('mail.with', { name: services[0]?.name ?? '' })}</p>;
  const chosen = draftOf(draftKey).service;
  return (
    <fieldset class="mail-choice">
      <legend>{t('mail.to_whom')}</legend>
      {services.map((service) => (
        <label key={service.id}>
          <input
            type="radio"
            name="service"
            required
            checked={chosen === service.id}
            onChange={() => changeDraft(draftKey, { service: service.id })}
          />
          {service.name}
        </label>
      ))}
    </fieldset>
  );
}

/** The first message of a new thread. */
export function NewThread({ mailbox, sent }: Properties) {
  const services = useSignal<readonly Named[] | null>(null);
  const failure = useSignal<unknown>(null);
  const draftKey = `new ${mailbox.patient}`;
  const ask = (): void => {
    failure.value = null;
    servicesOf(mailbox.patient)
      .then((found) => (services.value = found))
      .catch((error: unknown) => (failure.value = error));
  };
  useEffect(ask, [mailbox.patient]);
  if (failure.value !== null) {
    return (
      <div role="alert">
        <p>{wordsFor(failure.value)}</p>
        <button class="ds-button" type="button" onClick={ask}>
          {t('act.try_again')}
        </button>
      </div>
    );
  }
  const found = services.value;
  if (found === null) return <p role="status">{t('mail.loading')}</p>;
  if (found.length === 0) return <p>{t('mail.no_service')}</p>;
  const subject = draftOf(draftKey).subject;
  return (
    <WriteForm
      draftKey={draftKey}
      label={t('mail.your_message')}
      writeOf={(draft) =>
        newThread(mailbox.patient, cleaned(draft.body), {
          subject: cleaned(draft.subject),
          service: found.length === 1 ? (found[0]?.id ?? '') : draft.service,
        })
      }
      sent={(thread: Thread) => {
        mailbox.began(thread);
        sent();
      }}
    >
      <Urgent />
      <Choice services={found} draftKey={draftKey} />
      <label for="mail-subject">{t('mail.about')}</label>
      <input
        class="ds-input"
        id="mail-subject"
        autocomplete="off"
        dir="auto"
        maxLength={100}
        value={subject}
        onInput={(event) => changeDraft(draftKey, { subject: event.currentTarget.value })}
      />
    </WriteForm>
  );
}
