import { useSignal, type Signal } from '@preact/signals';
import { birthday } from '../../shared/format';
import { Problem, send, write } from '../../shared/http';
import { t, tn } from '../../shared/i18n';
import { may } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { good, type Notice } from '../worklist/notice';
import { Kept } from './Kept';
import { useLoaded } from './loaded';
import { Page } from './Page';
import { ProgrammeReview } from './ProgrammeReview';
import type { ProgrammeRow } from './types';

interface Stored {
  readonly id: string;
  readonly version: number;
  readonly name: string;
}

interface Refused {
  readonly file: string;
  readonly place: string;
  readonly why: string;
}

const keyOf = ({ id, version }: { readonly id: string; readonly version: number }): string => `${id} ${version}`;

/** A file from the editor's own machine: stored as a draft, or refused with the place of what is wrong. */
function LoadFile({ loaded }: { readonly loaded: (stored: Stored) => void }) {
  const refused = useSignal<Refused | null>(null);
  const busy = useSignal(false);
  const take = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) return;
    busy.value = true;
    refused.value = null;
    try {
      // As it is: numbers stay as they were written.
      const body = await file.text();
      loaded(await send<Stored>({ ...write('/api/programmes', {}), body }));
    } catch (error) {
      const place = error instanceof Problem ? error.place : '';
      const why = error instanceof Problem ? error.detail : wordsFor(error);
      refused.value = { file: file.name, place, why };
    } finally {
      busy.value = false;
      input.value = '';
    }
  };
  return (
    <section class="load" aria-labelledby="h-load" aria-busy={busy.value}>
      <h2 id="h-load">{t('admin.programmes.load')}</h2>
      <div class="field">
        <label for="f-file">{t('admin.programmes.file')}</label>
        <input
          class="ds-input"
          type="file"
          id="f-file"
          accept=".json,application/json"
          aria-describedby="f-file-hint"
          onChange={(event) => void take(event.currentTarget)}
        />
        <p class="soft" id="f-file-hint">
          {t('admin.programmes.file_hint')}
        </p>
      </div>
      <div role="alert">
        {refused.value !== null && (
          <div class="failure">
            <b>{t('admin.programmes.refused', { file: refused.value.file })}</b>
            <p>
              {refused.value.place !== '' && <code>{refused.value.place}</code>} <span lang="en">{refused.value.why}</span>
            </p>
          </div>
        )}
      </div>
    </section>
  );
}

/** The newest approved version is the one that new patients are followed by. */
const inForce = (rows: readonly ProgrammeRow[], id: string): ProgrammeRow | undefined =>
  rows.filter((row) => row.id === id && row.status === 'approved').sort((a, b) => b.version - a.version)[0];

function statusOf(row: ProgrammeRow, rows: readonly ProgrammeRow[]): string {
  if (row.status === 'draft') return t('admin.programmes.draft');
  return t(inForce(rows, row.id) === row ? 'admin.programmes.in_force' : 'admin.programmes.earlier');
}

function approval(row: ProgrammeRow): string {
  if (row.approvedBy === null || row.approvedAt === null) return t('admin.programmes.not_approved');
  return t('admin.programmes.approved_by', { name: row.approvedBy, day: birthday(row.approvedAt) });
}

function Table({ rows, open }: { readonly rows: readonly ProgrammeRow[]; readonly open: Signal<string> }) {
  return (
    <Kept label={t('admin.programmes')} heads={[t('admin.programmes.programme'), t('admin.programmes.status'), t('admin.programmes.followed')]}>
      {rows.map((row) => {
        const says = t('admin.programmes.version', { n: row.version });
        return (
          <tr role="row" key={keyOf(row)} data-open={open.value === keyOf(row)}>
            <th scope="row" role="rowheader">
              {row.name} <small>{says}</small>
            </th>
            <td role="cell">
              {statusOf(row, rows)}
              <small>{approval(row)}</small>
            </td>
            <td role="cell">{tn('admin.programmes.patients', row.enrolments)}</td>
            <td role="cell" class="keep-acts">
              <button
                class="ds-button"
                data-variant="tertiary"
                type="button"
                aria-expanded={open.value === keyOf(row)}
                aria-label={`${t('admin.programmes.read')}: ${row.name}, ${says}`}
                onClick={() => (open.value = open.value === keyOf(row) ? '' : keyOf(row))}
              >
                {t('admin.programmes.read')}
              </button>
            </td>
          </tr>
        );
      })}
    </Kept>
  );
}

/** All versions; one is read, held against the one in force, and approved, below. */
export function ProgrammesPage() {
  const loaded = useLoaded<{ readonly items: readonly ProgrammeRow[] }>('/api/programmes');
  const notice = useSignal<Notice | null>(null);
  const open = useSignal('');
  const done = (says: Notice): void => {
    notice.value = says;
    loaded.reload();
  };
  return (
    <Page title={t('admin.programmes')} lead={t('admin.programmes.lead')} notice={notice} loaded={loaded}>
      {({ items }) => {
        const row = items.find((one) => keyOf(one) === open.value);
        const against = row && inForce(items.filter((one) => one !== row), row.id);
        return (
          <>
            {may('programme.load') && (
              <LoadFile
                loaded={(stored) => {
                  open.value = keyOf(stored);
                  done(good(t('admin.programmes.loaded', { name: stored.name, n: stored.version })));
                }}
              />
            )}
            <Table rows={items} open={open} />
            {row && <ProgrammeReview key={`${keyOf(row)} ${row.status}`} row={row} against={against} done={done} />}
          </>
        );
      }}
    </Page>
  );
}
