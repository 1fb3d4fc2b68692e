import { useSignal, type Signal } from '@preact/signals';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { t, tn } from '../../shared/i18n';
import { useLoaded } from '../admin/loaded';
import { Failure } from '../record/parts/States';
import type { Suggestion, ZoneDays } from '../record/limits/workshop/shapes';
import { workshopPath } from '../record/limits/workshop/way';
import type { AlarmLoad, PatientLoad } from './shapes';
import { causeWords, percent, percentWords } from './words';

const ZONES = ['green', 'yellow', 'red', 'missing'] as const;

const workshopOf = (one: PatientLoad, more: { readonly suggestion?: string } = {}): string => {
  const parameter = one.worst?.parameter ?? null;
  return `/patients/${encodeURIComponent(one.patient.id)}${workshopPath({ enrolment: one.enrolment, parameter, ...more })}`;
};

/** Before and after, in days. */
function EffectTable({ id, before, after }: { readonly id: string; readonly before: ZoneDays; readonly after: ZoneDays }) {
  return (
    <table class="plain-table effect-days" aria-labelledby={id}>
      <thead>
        <tr>
          <th scope="col">
            <span class="sr">{t('workshop.set')}</span>
          </th>
          {ZONES.map((zone) => (
            <th key={zone} scope="col" class="num">
              <ZoneMark face={zone} /> {t(`face.${zone}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {([[t('alarms.before'), before], [t('alarms.after'), after]] as const).map(([words, days]) => (
          <tr key={words}>
            <th scope="row">{words}</th>
            {ZONES.map((zone) => (
              <td key={zone} class="num">
                {days[zone]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface OneProperties {
  readonly of: PatientLoad;
  readonly one: Suggestion;
  readonly nth: number;
}

function One({ of, one, nth }: OneProperties) {
  const id = `s-${of.enrolment}-${one.kind}-${nth}`.replace(/\W/g, '-');
  const alarms = ({ yellow, red }: ZoneDays): number => yellow + red;
  const words = { now: alarms(one.effect.before), then: alarms(one.effect.after) };
  return (
    <li class="suggestion">
      <p id={id}>
        <b>{one.text}</b>
      </p>
      <p>
        {t('alarms.effect', words)} {one.effect.redKept && t('alarms.red_kept')}
      </p>
      <EffectTable id={id} before={one.effect.before} after={one.effect.after} />
      <a class="ds-button" data-variant="secondary" href={workshopOf(of, { suggestion: `${one.kind}.${nth}` })}>
        {t('alarms.try')}
      </a>
    </li>
  );
}

/** What would alarm less for this patient, with what it would have given. */
function Suggestions({ of, from, to }: { readonly of: PatientLoad; readonly from: string; readonly to: string }) {
  const path = `/api/enrolments/${encodeURIComponent(of.enrolment)}/alarm-load?from=${from}&to=${to}`;
  const { value, error, reload } = useLoaded<{ readonly suggestions: readonly Suggestion[] }>(path);
  if (error !== null) return <Failure failure={error} again={reload} />;
  if (value === null) return <p role="status">{t('alarms.counting')}</p>;
  if (value.suggestions.length === 0) return <p role="status">{t('alarms.no_suggestions')}</p>;
  return (
    <ul class="suggestions">
      {value.suggestions.map((one, at) => {
        const nth = value.suggestions.slice(0, at).filter((other) => other.kind === one.kind).length;
        return <One key={`${one.kind}${nth}`} of={of} one={one} nth={nth} />;
      })}
    </ul>
  );
}

interface RowProperties {
  readonly load: AlarmLoad;
  readonly one: PatientLoad;
  readonly open: Signal<string | null>;
}

function Row({ load, one, open }: RowProperties) {
  const shown = open.value === one.enrolment;
  const id = `suggestions-${one.enrolment.replace(/\W/g, '-')}`;
  return (
    <>
      <tr data-patient={one.patient.id}>
        <th scope="row">
          <a href={workshopOf(one)}>{one.patient.name}</a> <small>{one.programmeName}</small>
        </th>
        <td class="num" data-label={t('face.red')}>
          {one.days.red}
        </td>
        <td class="num" data-label={t('face.yellow')}>
          {one.days.yellow}
        </td>
        <td class="num" data-label={t('alarms.of_days')}>
          {one.days.total} <span class="soft">({percentWords(percent(one.days.yellow + one.days.red, one.days.total))})</span>
        </td>
        <td class="num" data-label={t('alarms.downgraded')}>
          {one.downgraded}
        </td>
        <td data-label={t('alarms.worst')}>
          {one.worst !== null && (
            <>
              {causeWords(one.worst.name, one.worst.rule)}{' '}
              <span class="soft">{tn('workshop.days', one.worst.alarmDays)}</span>
            </>
          )}
        </td>
        <td class="row-act">
          <button
            class="ds-button"
            data-variant="tertiary"
            type="button"
            aria-expanded={shown}
            aria-controls={shown ? id : undefined}
            aria-label={t('alarms.suggestions_for', { name: one.patient.name })}
            onClick={() => (open.value = shown ? null : one.enrolment)}
          >
            {t('alarms.suggestions')}
          </button>
        </td>
      </tr>
      {shown && (
        <tr class="suggestion-row">
          <td colSpan={7} id={id}>
            <Suggestions of={one} from={load.from} to={load.to} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Whom the alarms come from, each with the way to the workshop. */
export function Patients({ load }: { readonly load: AlarmLoad }) {
  const open = useSignal<string | null>(null);
  const some = load.patients.filter((one) => one.alarms > 0);
  return (
    <section class="card" aria-labelledby="h-patients">
      <h2 id="h-patients">{t('alarms.most')}</h2>
      {some.length === 0 ? (
        <p class="empty">{t('alarms.no_patients')}</p>
      ) : (
        <table class="plain-table alarm-patients" aria-labelledby="h-patients">
          <thead>
            <tr>
              <th scope="col">{t('alarms.patient')}</th>
              <th scope="col" class="num">
                <ZoneMark face="red" /> {t('alarms.red_days')}
              </th>
              <th scope="col" class="num">
                <ZoneMark face="yellow" /> {t('alarms.yellow_days')}
              </th>
              <th scope="col" class="num">
                {t('alarms.of_days')}
              </th>
              <th scope="col" class="num">
                {t('alarms.downgraded')}
              </th>
              <th scope="col">{t('alarms.worst')}</th>
              <th scope="col">
                <span class="sr">{t('alarms.suggestions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {some.map((one) => (
              <Row key={one.enrolment} load={load} one={one} open={open} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
