import { useSignal } from '@preact/signals';
import { Icon } from '../../../shared/components/Icon';
import { age, birthday } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { date } from '../parts/times';
import type { Book } from '../record';
import type { Detail, RecordEnrolment } from '../shapes';
import { EditPatient } from './EditPatient';
import { stateWords, waysOf } from './states';
import { Transition } from './Transition';

/** One programme: how it stands, and who is responsible for what. */
function Enrolled({ page, one }: { readonly page: Book; readonly one: RecordEnrolment }) {
  const moving = useSignal(false);
  const movable = may('enrolment.change') && waysOf(one).length > 0;
  const responsible = [
    one.service === undefined ? '' : t('record.followed_by', { name: one.service.name }),
    one.gpOffice ? t('record.gp_is', { name: one.gpOffice.name }) : '',
    one.department ? t('record.department_is', { name: one.department.name }) : '',
    one.municipality.name,
  ].filter((words) => words !== '');
  return (
    <li>
      <b>{one.programmeName}</b>{' '}
      <span class="state">
        {stateWords(one.state)}
        {one.since !== undefined && ` ${t('record.since', { date: date(one.since, now.value) })}`}
      </span>{' '}
      <span class="soft">{responsible.join(' · ')}</span>{' '}
      {movable && (
        <button
          class="textlink"
          type="button"
          aria-label={t('record.change_state_of', { programme: one.programmeName })}
          onClick={() => (moving.value = true)}
        >
          {t('record.change_state')}
        </button>
      )}
      {moving.value && <Transition page={page} enrolment={one} close={() => (moving.value = false)} />}
    </li>
  );
}

function Call({ phone }: { readonly phone: string }) {
  return (
    <a class="ds-button" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
      <Icon name="phone" />
      {t('record.call', { phone })}
    </a>
  );
}

/** Who the patient is, and who follows them in what. */
export function Head({ page, detail }: { readonly page: Book; readonly detail: Detail }) {
  const editing = useSignal(false);
  const years = t('panel.age', { n: age(detail.born, now.value) });
  const home = detail.municipality?.name;
  const phone = detail.phone ?? '';
  const taken = detail.worklist?.takenBy ?? null;
  const about = [
    t('panel.born', { date: birthday(detail.born) }),
    detail.sex === 'female' ? t('enrol.female') : detail.sex === 'male' ? t('enrol.male') : '',
    home ?? '',
    phone === '' ? t('record.no_phone') : '',
  ];
  return (
    <header class="record-head">
      <div class="record-who">
        <h1>
          {detail.name}, <span class="nowrap">{years}</span>
        </h1>
        <p class="soft">
          {about.filter((words) => words !== '').join(' · ')}
          {phone !== '' && <span class="print-only"> · {phone}</span>}
          {taken !== null && ` · ${t(taken.mine ? 'taken.by_you' : 'taken.by', { name: taken.name })}`}
        </p>
      </div>
      <div class="record-acts">
        {phone !== '' && <Call phone={phone} />}
        {may('patient.enrol') && (
          <button class="ds-button" data-variant="secondary" type="button" onClick={() => (editing.value = true)}>
            {t('record.edit')}
          </button>
        )}
        {may('patient.enrol') && (
          <a class="ds-button" data-variant="secondary" href={`/patients#new/${encodeURIComponent(detail.id)}`}>
            {t('record.add_programme')}
          </a>
        )}
        <button class="ds-button" data-variant="secondary" type="button" onClick={() => window.print()}>
          {t('record.print')}
        </button>
      </div>
      <ul class="record-programmes" aria-label={t('record.programmes_label')}>
        {detail.enrolments.map((one) => (
          <Enrolled key={one.id} page={page} one={one} />
        ))}
      </ul>
      {editing.value && <EditPatient page={page} detail={detail} close={() => (editing.value = false)} />}
    </header>
  );
}
