import { t } from '../../shared/i18n';
import type { Contact } from '../api';
import { always, CallNow } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { StepForm } from '../parts/StepForm';
import { pass, today } from '../state';
import type { Step } from './steps';

interface Properties {
  readonly step: Step & { readonly kind: 'question' };
}

/** Whom a text says to call, by the number that stands in it. */
function calledIn(text: string): Contact | null {
  const numbers: readonly string[] = text.replace(/(\d) (?=\d)/g, '$1').match(/\d+/g) ?? [];
  const known = [...(today.value?.contacts ?? []), ...always()];
  return known.find(({ phone }) => numbers.includes(phone.replace(/ /g, ''))) ?? null;
}

/** What the form only says. When it is to call somebody, that is the one big button. */
export function NoteScreen({ step }: Properties) {
  const [first = '', ...rest] = step.question.notes;
  const contact = calledIn(step.question.notes.join(' '));
  return (
    <StepForm class="ask-page note" submit={() => pass(step)}>
      <Heading title={step.form.title}>
        <span dir="auto">{first}</span>
      </Heading>
      {rest.map((note) => (
        <p key={note} dir="auto">
          {note}
        </p>
      ))}
      {contact !== null && <CallNow contact={contact} />}
      <div class="stack">
        <button class="ds-button go" {...(contact === null ? {} : { 'data-variant': 'secondary' })} type="submit">
          {t('me.next')}
        </button>
      </div>
    </StepForm>
  );
}
