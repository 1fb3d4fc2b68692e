import type { ComponentChildren } from 'preact';
import { birthday } from '../../shared/format';
import { t, tMaybe } from '../../shared/i18n';
import { now } from '../../shared/now';
import { stateWords } from '../record/head/states';
import { date } from '../record/parts/times';
import type { Found } from './search';

const programmeOf = (one: Found['enrolments'][number]): string =>
  one.programmeName ?? tMaybe(`programme.${one.programme}`, one.programme);

function Row({ one }: { readonly one: Found }) {
  return (
    <tr>
      <th scope="row">
        <a href={`/patients/${encodeURIComponent(one.id)}`}>{one.name}</a>
        {one.born !== undefined && <small class="soft"> {t('panel.born', { date: birthday(one.born) })}</small>}
      </th>
      <td>
        {one.enrolments.map((enrolment) => (
          <p key={enrolment.id}>
            {programmeOf(enrolment)}, <b>{stateWords(enrolment.state).toLowerCase()}</b>
            {enrolment.since !== undefined && (
              <span class="soft"> {t('record.since', { date: date(enrolment.since, now.value) })}</span>
            )}
          </p>
        ))}
      </td>
      <td>{one.municipality?.name ?? ''}</td>
      <td>{[...new Set(one.enrolments.map((enrolment) => enrolment.service.name))].join(', ')}</td>
    </tr>
  );
}

/** The frame of a table of patients: its rows say name, programmes, municipality and service. */
export function PatientTable({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <table class="plain-table patient-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('patients.name')}</th>
          <th scope="col">{t('patients.programme')}</th>
          <th scope="col">{t('enrol.municipality')}</th>
          <th scope="col">{t('enrol.service')}</th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** Patients in a table, each with a way to their page. */
export function FoundTable({ found }: { readonly found: readonly Found[] }) {
  return (
    <PatientTable label={t('patients.title')}>
      {found.map((one) => (
        <Row key={one.id} one={one} />
      ))}
    </PatientTable>
  );
}
