import { useMemo } from 'preact/hooks';
import { signal } from '@preact/signals';
import { t, tMaybe } from '../../shared/i18n';
import { now } from '../../shared/now';
import { may } from '../../shared/session';
import { ScreenFrame } from '../frame/ScreenFrame';
import { stateWords } from '../record/head/states';
import { PatientTable } from '../patients/FoundTable';
import type { Listed } from '../patients/search';
import { usePages } from '../record/pages';
import { History } from '../record/parts/History';
import { date } from '../record/parts/times';
import '../record/record.css';
import '../patients/patients.css';

const LINES = '/api/enrolments?limit=100';

function Row({ one }: { readonly one: Listed }) {
  return (
    <tr>
      <th scope="row">{one.patient.name}</th>
      <td>
        {tMaybe(`programme.${one.programme}`, one.programme)}, <b>{stateWords(one.state).toLowerCase()}</b>
        <span class="soft"> {t('record.since', { date: date(one.since, now.value) })}</span>
      </td>
      <td>{one.municipality.name}</td>
      <td>{one.service.name}</td>
    </tr>
  );
}

function Shown() {
  const round = useMemo(() => signal(0), []);
  const pages = usePages<Listed>(LINES, round);
  return (
    <main class="record patients" id="content" tabIndex={-1} aria-busy={pages.items.value === null}>
      <div>
        <h1>{t('start.title')}</h1>
        <p class="soft">{t('start.why')}</p>
      </div>
      <section class="card" aria-label={t('start.title')}>
        <History pages={pages} empty={t('start.empty')}>
          {(items) => (
            <PatientTable label={t('start.title')}>
              {items.map((one) => (
                <Row key={one.id} one={one} />
              ))}
            </PatientTable>
          )}
        </History>
      </section>
    </main>
  );
}

/** For roles with neither list nor tasks: who is followed, and how it stands with each, as far as they may see. */
export function StartScreen() {
  return (
    <ScreenFrame title={t('start.title')} allowed={may('enrolment.read')}>
      <Shown />
    </ScreenFrame>
  );
}
