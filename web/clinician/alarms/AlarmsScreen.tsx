import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { briefDate, dayAt, plusDays } from '../../shared/days';
import { serverNow, signedOut } from '../../shared/http';
import { language, t } from '../../shared/i18n';
import { loginPath, may } from '../../shared/session';
import { useLoaded } from '../admin/loaded';
import { ScreenFrame } from '../frame/ScreenFrame';
import { Failure, Waiting } from '../record/parts/States';
import { Causes } from './Causes';
import { Patients } from './Patients';
import { Rise } from './Rise';
import { Programmes, Shares } from './Shares';
import type { AlarmLoad } from './shapes';
import '../record/record.css';
import './alarms.css';

const SPANS = [28, 90, 365] as const;

/** What is looked at stands in the address, so that it can be sent and come back to. */
function asked(): { readonly days: number; readonly programme: string } {
  const query = new URLSearchParams(location.search);
  const days = Number(query.get('days'));
  return { days: SPANS.find((one) => one === days) ?? SPANS[0], programme: query.get('programme') ?? '' };
}

const pathOf = (days: number, programme: string): string => {
  const to = dayAt(serverNow());
  const query = new URLSearchParams({ from: plusDays(to, 1 - days), to });
  if (programme !== '') query.set('programme', programme);
  return `/api/alarm-load?${query.toString()}`;
};

interface ChoiceProperties {
  readonly days: number;
  readonly programme: string;
  readonly programmes: readonly (readonly [string, string])[];
  readonly choose: (part: { readonly days?: number; readonly programme?: string }) => void;
}

function Choice({ days, programme, programmes, choose }: ChoiceProperties) {
  const name = useId();
  return (
    <div class="alarm-choice push">
      <label class="sr" for="alarm-programme">
        {t('alarms.programme')}
      </label>
      <select
        class="ds-input"
        id="alarm-programme"
        value={programme}
        onChange={(event) => choose({ programme: event.currentTarget.value })}
      >
        <option value="">{t('alarms.all_programmes')}</option>
        {programmes.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
      <fieldset class="seg">
        <legend class="sr">{t('curve.period')}</legend>
        {SPANS.map((one) => (
          <label key={one}>
            <input type="radio" name={name} checked={one === days} onChange={() => choose({ days: one })} />
            {one === 365 ? t('curve.days_365') : t('alarms.last', { n: one })}
          </label>
        ))}
      </fieldset>
    </div>
  );
}

function Content({ load }: { readonly load: AlarmLoad }) {
  if (load.total.days.total === 0) {
    return (
      <section class="card">
        <p class="empty">{t('alarms.empty')}</p>
      </section>
    );
  }
  return (
    <>
      <div class="alarm-grid">
        <div class="alarm-column">
          <Shares load={load} />
          <Rise load={load} />
          <Programmes load={load} />
        </div>
        <Causes load={load} />
      </div>
      <Patients load={load} />
    </>
  );
}

/** The programmes stay to be chosen among when one of them is. */
function useProgrammes(load: AlarmLoad | null) {
  const known = useSignal<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (load === null) return;
    known.value = new Map([...known.value, ...load.programmes.map((one) => [one.programme, one.name] as const)]);
  }, [load, known]);
  return [...known.value];
}

function Whole() {
  const choice = useSignal(asked());
  const { days, programme } = choice.value;
  const { value, error, reload } = useLoaded<AlarmLoad>(pathOf(days, programme));
  const spoken = language.value;
  useEffect(() => {
    if (value !== null) reload();
  }, [spoken]);
  const programmes = useProgrammes(value);
  const choose = (part: Partial<typeof choice.value>): void => {
    choice.value = { ...choice.value, ...part };
    const query = new URLSearchParams({ days: String(choice.value.days) });
    if (choice.value.programme !== '') query.set('programme', choice.value.programme);
    history.replaceState(null, '', `${location.pathname}?${query.toString()}`);
  };
  return (
    <main class="record alarms" id="content" tabIndex={-1} aria-busy={value === null && error === null}>
      <div class="h-row">
        <h1>
          {t('alarms.title')} {value !== null && <small>{value.service.name}</small>}
        </h1>
        <Choice days={days} programme={programme} programmes={programmes} choose={choose} />
      </div>
      {value !== null && (
        <p class="soft" role="status">
          {t('alarms.period', { from: briefDate(value.from), to: briefDate(value.to) })}{' '}
          {value.rolledUpTo !== null && value.rolledUpTo < value.to && t('alarms.rolled_up', { day: briefDate(value.rolledUpTo) })}
        </p>
      )}
      {error !== null && <Failure failure={error} again={reload} />}
      {value !== null && <Content load={value} />}
      {value === null && error === null && <Waiting />}
    </main>
  );
}

/** How much a service's alarms are, what they come from, and what would lessen them. */
export function AlarmsScreen() {
  const out = signedOut.value;
  const title = t('alarms.title');
  useEffect(() => {
    if (out) location.assign(loginPath());
  }, [out]);
  return (
    <ScreenFrame title={title} allowed={may('alarm.read')}>
      <Whole />
    </ScreenFrame>
  );
}
