import { t, tMaybe } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { History } from '../parts/History';
import { dateAndTime } from '../parts/times';
import { usePages } from '../pages';
import { pathOf, type Book } from '../record';
import type { LogEntry } from '../shapes';

interface Seen extends LogEntry {
  readonly times: number;
}

/** A page that reads several things at once is one look. */
function together(items: readonly LogEntry[]): readonly Seen[] {
  const seen: Seen[] = [];
  for (const one of items) {
    const last = seen.at(-1);
    const again = last?.at.slice(0, 16) === one.at.slice(0, 16) && last.who === one.who && last.action === one.action;
    if (last !== undefined && again && last.list === one.list) seen[seen.length - 1] = { ...last, times: last.times + 1 };
    else seen.push({ ...one, times: 1 });
  }
  return seen;
}

function Row({ one }: { readonly one: Seen }) {
  const action = tMaybe(`record.access_${one.action.replace(/\W/g, '_')}`, one.action);
  return (
    <tr>
      <td>
        <time dateTime={one.at}>{dateAndTime(one.at, now.value)}</time>
      </td>
      <th scope="row">{one.who}</th>
      <td>{tMaybe(`role.${one.role}`, one.role)}</td>
      <td>{one.organisation ?? ''}</td>
      <td>
        {action}
        {one.list && <span class="soft"> {t('record.access_in_list')}</span>}
        {one.times > 1 && <span class="soft"> {t('record.access_times', { n: one.times })}</span>}
      </td>
    </tr>
  );
}

/** Who has looked at this patient, and who has written. */
export function AccessTab({ page }: { readonly page: Book }) {
  const pages = usePages<LogEntry>(pathOf(page.patient, '/access-log'), page.round);
  return (
    <>
      <h2 id="h-access" tabIndex={-1}>
        {t('record.access')}
      </h2>
      <p class="soft">{t('record.access_why')}</p>
      <section class="card scroll-x" aria-labelledby="h-access" tabIndex={0}>
        <History pages={pages} empty={t('record.no_access')}>
          {(items) => (
            <table class="plain-table access" aria-labelledby="h-access">
              <thead>
                <tr>
                  <th scope="col">{t('record.access_when')}</th>
                  <th scope="col">{t('record.access_who')}</th>
                  <th scope="col">{t('record.access_role')}</th>
                  <th scope="col">{t('record.access_where')}</th>
                  <th scope="col">{t('record.access_what')}</th>
                </tr>
              </thead>
              <tbody>
                {together(items).map((one, index) => (
                  <Row key={index} one={one} />
                ))}
              </tbody>
            </table>
          )}
        </History>
      </section>
    </>
  );
}
