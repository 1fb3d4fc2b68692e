import type { AnsweredForm } from '../../../shared/api';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import { wordOf } from '../../../shared/zone';

/** What was answered in a form; flagged answers carry their zone. */
export function Answers({ form }: { readonly form: AnsweredForm }) {
  const id = `h-${form.id}`;
  return (
    <>
      <h4 id={id}>{form.title}</h4>
      <dl class="answers" aria-labelledby={id}>
        {form.answers.map((one, index) => {
          const marked = one.zone === 'red' || one.zone === 'yellow' ? one.zone : null;
          return (
            <div key={index} class={marked === null ? undefined : 'answers-marked'}>
              <dt>{one.question}</dt>
              <dd>
                {marked !== null && (
                  <>
                    <ZoneMark face={marked} /> <span class="sr">{t(wordOf(marked))}: </span>
                  </>
                )}
                {one.answer}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
