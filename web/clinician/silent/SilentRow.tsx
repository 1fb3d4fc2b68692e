import { useSignal } from '@preact/signals';
import { dayAt, daysFrom } from '../../shared/days';
import { age } from '../../shared/format';
import { write } from '../../shared/http';
import { t, tn } from '../../shared/i18n';
import { now } from '../../shared/now';
import { may } from '../../shared/session';
import { shortcutsOn } from '../frame/keys';
import type { Drafts } from '../record/drafts';
import { useAct, type Act } from '../record/parts/useAct';
import { Wrong } from '../record/parts/Wrong';
import { DECISIONS, type Decision, type Silent } from '../tasks/shapes';
import { dayIn, nearDay } from '../tasks/words';
import { Key } from '../worklist/Key';
import { phoneLink, phoneWords } from '../worklist/panel/phone';
import { CONTACT_KINDS, type ContactKind } from '../worklist/panel/types';
import { belongsTo } from '../worklist/reasons';

interface Draft {
  readonly decision: string;
  readonly note: string;
  readonly way: string;
}
const EMPTY: Draft = { decision: '', note: '', way: 'phone' };

interface Properties {
  readonly one: Silent;
  readonly drafts: Drafts;
  /** It was decided: what is said of it, and the decision's id. */
  readonly decided: (said: string, review: string) => void;
  readonly stale: () => void;
}

const keyOf = ({ patient }: Silent): string => `silent/${patient.id}`;
const pageOf = ({ patient }: Silent): string => `/patients/${encodeURIComponent(patient.id)}`;

function Facts({ one }: Pick<Properties, 'one'>) {
  const silentFor = daysFrom(dayIn(one.since), dayAt(now.value));
  const facts: readonly (readonly [string, string])[] = [
    ['silent.since', t('silent.since_days', { day: nearDay(one.since), days: tn('wait.days', silentFor) })],
    ['silent.last_report', one.lastReport === null ? t('silent.never') : nearDay(one.lastReport)],
    ['silent.missed', String(one.missed)],
    ['silent.last_contact', one.lastContact === null ? t('silent.none') : nearDay(one.lastContact)],
    ...(one.tasks > 0 ? [['silent.tasks', String(one.tasks)] as const] : []),
  ];
  return (
    <div>
      <dl class="silent-facts">
        {facts.map(([label, words]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {one.review !== null && (
        <small>
          {t('silent.before', { day: nearDay(one.review.at), name: one.review.by.name, what: t(`silent.${one.review.decision}`) })}
          {one.review.note !== null && one.review.note !== '' && `: ${one.review.note}`}
        </small>
      )}
    </div>
  );
}

interface DecideProperties extends Properties {
  readonly act: Act;
}

function Decisions({ one, drafts }: Properties) {
  const { decision } = drafts.of<Draft>(keyOf(one), EMPTY);
  return (
    <div class="silent-acts" role="group" aria-label={t('silent.decide', { name: one.patient.name })}>
      {DECISIONS.map((each: Decision, at) => (
        <button
          key={each}
          class="ds-button"
          data-variant={each === decision ? undefined : 'secondary'}
          data-key={String(at + 1)}
          type="button"
          aria-expanded={each === decision}
          onClick={() => {
            drafts.change(keyOf(one), { decision: each === decision ? '' : each });
            requestAnimationFrame(() => document.getElementById(`note-${one.patient.id}`)?.focus());
          }}
        >
          {shortcutsOn.value && <Key>{at + 1}</Key>}
          {t(`silent.${each}`)}
        </button>
      ))}
    </div>
  );
}

function DecideForm({ one, drafts, decided, stale, act }: DecideProperties) {
  const lacking = useSignal(false);
  const draft = drafts.of<Draft>(keyOf(one), EMPTY);
  const decision = DECISIONS.find((each) => each === draft.decision);
  if (decision === undefined) return null;
  const id = one.patient.id;
  const change = (part: Partial<Draft>): void => drafts.change(keyOf(one), part);
  const submit = (event: Event): void => {
    event.preventDefault();
    lacking.value = draft.note.trim() === '';
    if (lacking.value) {
      document.getElementById(`note-${id}`)?.focus();
      return;
    }
    const contact = decision === 'contacted' ? { contact: { kind: draft.way, party: 'patient' } } : {};
    void act.run<{ readonly id: string }>({
      what: write(`/api/patients/${encodeURIComponent(id)}/silent`, { decision, note: draft.note.trim(), ...contact }),
      conflict: t('silent.conflict'),
      words: (problem) => {
        if (problem.status === 409) stale();
        return null;
      },
      done: (review) => {
        drafts.drop(keyOf(one));
        decided(t(`silent.said_${decision}`, { name: one.patient.name }), review.id);
        if (decision === 'adjusted') location.assign(`${pageOf(one)}#schedule`);
      },
    });
  };
  return (
    <form class="silent-form" onSubmit={submit}>
      {decision === 'contacted' && (
        <label class="field field-short" for={`way-${id}`}>
          {t('contact_form.way')}
          <select class="ds-input" id={`way-${id}`} value={draft.way} onChange={(event) => change({ way: event.currentTarget.value })}>
            {CONTACT_KINDS.map((way: ContactKind) => (
              <option key={way} value={way}>
                {t(`way.${way}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="field" for={`note-${id}`}>
        {t(`silent.note_${decision}`)}
        <input
          class="ds-input"
          id={`note-${id}`}
          autocomplete="off"
          maxLength={1000}
          aria-invalid={lacking.value}
          aria-describedby={`note-${id}-wrong`}
          value={draft.note}
          onInput={(event) => change({ note: event.currentTarget.value })}
        />
      </label>
      <button class="ds-button" type="submit" aria-busy={act.busy.value}>
        {t(decision === 'adjusted' ? 'silent.save_adjust' : 'silent.save')}
      </button>
      <p class="field-wrong" id={`note-${id}-wrong`} role="status">
        {lacking.value && t('silent.needed')}
      </p>
    </form>
  );
}

/** One who is silent: since when, how to reach them, and what is decided. */
export function SilentRow(properties: Properties) {
  const { one } = properties;
  const act = useAct();
  const { name, born, phone } = one.patient;
  return (
    <li class="silent" data-patient={one.patient.id}>
      <div>
        <a class="todo-who" data-name="" href={pageOf(one)}>
          {name}, {age(born, now.value)}
        </a>
        <small>{belongsTo(one.enrolments)}</small>
        {phone !== null && phone !== '' && (
          <a class="textlink" href={phoneLink(phone)} aria-label={t('silent.ring', { name, phone: phoneWords(phone) })}>
            {phoneWords(phone)}
          </a>
        )}
      </div>
      <Facts one={one} />
      {may('case.handle') && <Decisions {...properties} />}
      {may('case.handle') && <DecideForm {...properties} act={act} />}
      <Wrong of={act.wrong} />
    </li>
  );
}
