import { birthday } from '../../shared/format';
import { t } from '../../shared/i18n';
import { Field, tied } from '../record/parts/Field';
import { LanguageOptions } from './LanguageOptions';
import { idFault, type EnrolDraft, type Faults } from './enrolment';
import { readNationalId } from './nationalid';

export interface FieldsProperties {
  readonly draft: EnrolDraft;
  readonly faults: Faults;
  readonly change: (part: Partial<EnrolDraft>) => void;
}

/** The number, checked as it is typed; the birth date that follows from it stands beside it. */
function Number({ draft, faults, change }: FieldsProperties) {
  const read = readNationalId(draft.nationalId);
  const wrong = faults.nationalId ?? idFault(draft.nationalId, false);
  const ok = typeof read === 'object' && wrong === undefined;
  return (
    <Field id="nationalId" label={t('enrol.national_id')} wrong={wrong}>
      <input
        class="ds-input"
        inputMode="numeric"
        autocomplete="off"
        spellcheck={false}
        maxLength={14}
        value={draft.nationalId}
        onInput={(event) => change({ nationalId: event.currentTarget.value })}
        {...tied('nationalId', wrong)}
      />
      <p class="born" role="status">
        {ok && t('enrol.born', { date: birthday(read.born) })}
        {ok && read.made && ` ${t('enrol.made_up')}`}
      </p>
    </Field>
  );
}

interface TextProperties extends FieldsProperties {
  readonly name: 'given' | 'family' | 'phone';
  readonly label: string;
}

function Text({ name, label, draft, faults, change }: TextProperties) {
  return (
    <Field id={name} label={label} wrong={faults[name]}>
      <input
        class="ds-input"
        inputMode={name === 'phone' ? 'tel' : 'text'}
        autocomplete="off"
        maxLength={100}
        value={draft[name]}
        onInput={(event) => change({ [name]: event.currentTarget.value })}
        {...tied(name, faults[name])}
      />
    </Field>
  );
}

function Sex({ draft, faults, change }: FieldsProperties) {
  return (
    <Field id="sex" label={t('enrol.sex')} wrong={faults.sex}>
      <select
        class="ds-input"
        value={draft.sex}
        onChange={(event) => change({ sex: event.currentTarget.value })}
        {...tied('sex', faults.sex)}
      >
        <option value="">{t('enrol.choose')}</option>
        <option value="female">{t('enrol.female')}</option>
        <option value="male">{t('enrol.male')}</option>
        <option value="other">{t('enrol.other_sex')}</option>
        <option value="unknown">{t('enrol.unknown_sex')}</option>
      </select>
    </Field>
  );
}

function Language({ draft, change }: FieldsProperties) {
  return (
    <Field id="language" label={t('enrol.language')} wrong={null}>
      <select
        class="ds-input"
        value={draft.language}
        onChange={(event) => change({ language: event.currentTarget.value })}
        {...tied('language', null)}
      >
        <LanguageOptions />
      </select>
    </Field>
  );
}

/** Who the patient is. */
export function PersonFields(properties: FieldsProperties) {
  return (
    <fieldset class="card form-card">
      <legend>{t('enrol.person')}</legend>
      <div class="form-grid">
        <Number {...properties} />
        <Sex {...properties} />
        <Text {...properties} name="given" label={t('enrol.given')} />
        <Text {...properties} name="family" label={t('enrol.family')} />
        <Text {...properties} name="phone" label={t('enrol.phone')} />
        <Language {...properties} />
      </div>
    </fieldset>
  );
}
