import { ZoneMark } from '../../shared/components/ZoneMark';
import { t, tn } from '../../shared/i18n';
import type { Face } from '../../shared/zone';
import type { AlarmLoad, Load, Yardstick } from './shapes';
import { percent, percentWords } from './words';

interface Share {
  readonly key: string;
  readonly face: Face | null;
  readonly words: string;
  readonly days: number;
  readonly part: number;
  readonly yardstick: number;
  readonly aim: number | null;
}

function sharesOf({ days, alarms, downgraded }: Load, yardstick: Yardstick): readonly Share[] {
  const zones = (['green', 'yellow', 'red', 'missing'] as const).map((zone) => ({
    key: zone,
    face: zone,
    words: t(`face.${zone}`),
    days: days[zone],
    part: percent(days[zone], days.total),
    yardstick: yardstick[zone],
    aim: zone === 'yellow' || zone === 'red' ? yardstick.aim[zone] : null,
  }));
  const down = {
    key: 'downgraded',
    face: null,
    words: t('alarms.downgraded'),
    days: downgraded,
    part: percent(downgraded, alarms),
    yardstick: yardstick.downgraded,
    aim: null,
  };
  return [...zones, down];
}

/** Ours as a bar, the country's as a stroke across it; the numbers stand beside. */
function Bar({ share }: { readonly share: Share }) {
  const wide = (value: number) => ({ width: `${Math.min(100, value)}%` });
  return (
    <span class="share-bar" aria-hidden="true">
      <span class={`share-fill share-${share.key}`} style={wide(share.part)} />
      <span class="share-mark" style={{ insetInlineStart: `${Math.min(100, share.yardstick)}%` }} />
    </span>
  );
}

/** Whether an aim is reached, in words. */
function Aim({ share }: { readonly share: Share }) {
  if (share.aim === null) return null;
  return (
    <>
      {t('alarms.below', { n: share.aim })} <b>{share.part < share.aim ? t('alarms.reached') : t('alarms.not_reached')}</b>
    </>
  );
}

/** The answer in a sentence. */
export function sumWords({ total, yardstick }: AlarmLoad): string {
  const alarm = percent(total.days.yellow + total.days.red, total.days.total);
  const words = { part: percentWords(alarm), yardstick: percentWords(yardstick.yellow + yardstick.red) };
  return t('alarms.sum', words);
}

/** Shares of patient-days beside the country's and the aims. */
export function Shares({ load }: { readonly load: AlarmLoad }) {
  return (
    <section class="card" aria-labelledby="h-shares">
      <h2 id="h-shares">{t('alarms.shares')}</h2>
      <p>
        <b>{sumWords(load)}</b> {tn('alarms.patient_days', load.total.days.total)}
      </p>
      <table class="plain-table shares" aria-labelledby="h-shares">
        <thead>
          <tr>
            <th scope="col">{t('alarms.zone')}</th>
            <th scope="col" class="share-cell">
              <span class="sr">{t('alarms.bar')}</span>
            </th>
            <th scope="col" class="num">
              {t('alarms.ours')}
            </th>
            <th scope="col" class="num">
              {t('alarms.days')}
            </th>
            <th scope="col" class="num">
              {t('alarms.country')}
            </th>
            <th scope="col">{t('alarms.aim')}</th>
          </tr>
        </thead>
        <tbody>
          {sharesOf(load.total, load.yardstick).map((share) => (
            <tr key={share.key}>
              <th scope="row">
                {share.face !== null && <ZoneMark face={share.face} />} {share.words}
              </th>
              <td class="share-cell">
                <Bar share={share} />
              </td>
              <td class="num" data-label={t('alarms.ours')}>
                <b>{percentWords(share.part)}</b>
              </td>
              <td class="num" data-label={t('alarms.days')}>
                {share.days}
              </td>
              <td class="num" data-label={t('alarms.country')}>
                {percentWords(share.yardstick)}
              </td>
              <td data-label={t('alarms.aim')}>
                <Aim share={share} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">{t('alarms.shares_why')}</p>
    </section>
  );
}

/** The same shares, a programme a row. */
export function Programmes({ load }: { readonly load: AlarmLoad }) {
  if (load.programmes.length < 2) return null;
  return (
    <section class="card" aria-labelledby="h-programmes">
      <h2 id="h-programmes">{t('alarms.programmes')}</h2>
      <table class="plain-table by-programme" aria-labelledby="h-programmes">
        <thead>
          <tr>
            <th scope="col">{t('alarms.programme')}</th>
            <th scope="col" class="num">
              {t('alarms.patients')}
            </th>
            {(['green', 'yellow', 'red', 'missing'] as const).map((zone) => (
              <th key={zone} scope="col" class="num">
                <ZoneMark face={zone} /> {t(`face.${zone}`)}
              </th>
            ))}
            <th scope="col" class="num">
              {t('alarms.downgraded')}
            </th>
          </tr>
        </thead>
        <tbody>
          {load.programmes.map((one) => (
            <tr key={one.programme}>
              <th scope="row">{one.name}</th>
              <td class="num" data-label={t('alarms.patients')}>
                {one.patients}
              </td>
              {(['green', 'yellow', 'red', 'missing'] as const).map((zone) => (
                <td key={zone} class="num" data-label={t(`face.${zone}`)}>
                  {percentWords(percent(one.days[zone], one.days.total))}
                </td>
              ))}
              <td class="num" data-label={t('alarms.downgraded')}>
                {percentWords(percent(one.downgraded, one.alarms))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
