import type { Named } from '../../shared/api';
import { t } from '../../shared/i18n';
import { Field, tied } from '../record/parts/Field';
import { officesFor, type Choices } from './choices';
import type { EnrolDraft } from './enrolment';
import type { FieldsProperties } from './PersonFields';

interface Properties extends FieldsProperties {
  readonly choices: Choices;
}

interface SelectProperties extends FieldsProperties {
  readonly name: 'programme' | 'service' | 'municipality' | 'gpOffice' | 'department';
  readonly label: string;
  readonly list: readonly Named[];
  /** What stands when nothing is chosen; where it may stay so, it says that. */
  readonly none: string;
}

function Select({ name, label, list, none, draft, faults, change }: SelectProperties) {
  return (
    <Field id={name} label={label} wrong={faults[name]}>
      <select
        class="ds-input"
        value={draft[name]}
        onChange={(event) => change({ [name]: event.currentTarget.value })}
        {...tied(name, faults[name])}
      >
        <option value="">{none}</option>
        {list.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Trial first is what the programme asks for; active at once is for who was followed before. */
function State({ draft, choices, change }: Properties) {
  const days = choices.programmes.find((one) => one.id === draft.programme)?.trialDays ?? 14;
  const ways: readonly (readonly [EnrolDraft['state'], string, string])[] = [
    ['trial', t('enrol.trial'), t('enrol.trial_why', { n: days })],
    ['active', t('enrol.active'), t('enrol.active_why')],
  ];
  return (
    <fieldset class="ways ways-beside">
      <legend>{t('enrol.begins')}</legend>
      {ways.map(([state, words, why]) => (
        <label key={state} class="way">
          <input
            class="ds-input"
            type="radio"
            name="state"
            value={state}
            checked={draft.state === state}
            aria-describedby={`state-${state}`}
            onChange={() => change({ state })}
          />
          <span>
            <b>{words}</b>
            <small class="soft" id={`state-${state}`}>
              {why}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** What they are followed in, by whom, and why. */
export function FollowFields(properties: Properties) {
  const { draft, faults, choices, change } = properties;
  const choose = t('enrol.choose');
  const none = t('enrol.none');
  return (
    <fieldset class="card form-card">
      <legend>{t('enrol.follow_up')}</legend>
      <div class="form-grid">
        <Select {...properties} name="programme" label={t('enrol.programme')} list={choices.programmes} none={choose} />
        <Select {...properties} name="service" label={t('enrol.service')} list={choices.services} none={choose} />
        <Select
          {...properties}
          name="municipality"
          label={t('enrol.municipality')}
          list={choices.municipalities}
          none={choose}
        />
        <Select
          {...properties}
          name="gpOffice"
          label={t('enrol.gp_office')}
          list={officesFor(choices.gpOffices, draft.municipality)}
          none={none}
        />
        <Select {...properties} name="department" label={t('enrol.department')} list={choices.departments} none={none} />
      </div>
      <State {...properties} />
      <Field id="reason" label={t('enrol.reason')} hint={t('enrol.reason_hint')} wrong={faults.reason}>
        <input
          class="ds-input"
          autocomplete="off"
          maxLength={500}
          value={draft.reason}
          onInput={(event) => change({ reason: event.currentTarget.value })}
          {...tied('reason', faults.reason, t('enrol.reason_hint'))}
        />
      </Field>
    </fieldset>
  );
}
