import type { Answers } from '../shapes';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import { wordOf } from '../../../shared/zone';

/** What was answered in a form; what gave a zone carries its mark. */
export function Answered({ form, id }: { readonly form: Answers; readonly id: string }) {
  return (
    <div class="answered">
      <h4 id={id}>{form.title}</h4>
      {form.instruments.map((one) => (
        <p key={one.text} class="note-line">
          <b>{one.text}</b>
        </p>
      ))}
      <dl class="facts" aria-labelledby={id}>
        {form.answers.map((one, index) => {
          const zone = one.zone === 'red' || one.zone === 'yellow' ? one.zone : null;
          return (
            <div key={index}>
              <dt>{one.question}</dt>
              <dd>
                {zone !== null && (
                  <>
                    <ZoneMark face={zone} /> <span class="sr">{t(wordOf(zone))}: </span>
                  </>
                )}
                {zone === null ? one.answer : <b>{one.answer}</b>}
                {typeof one.usual === 'string' && one.usual !== one.answer && (
                  <span class="soft"> {t('record.usually', { answer: one.usual })}</span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
