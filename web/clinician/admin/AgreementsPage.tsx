import { useSignal, type Signal } from '@preact/signals';
import type { Named } from '../../shared/api';
import { birthday, listed } from '../../shared/format';
import { send, write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { may } from '../../shared/session';
import { good, type Notice } from '../worklist/notice';
import { type Errors, SelectField, TextField, textOf, TickField } from './Fields';
import { FormDialog } from './FormDialog';
import { Kept } from './Kept';
import { useLoaded } from './loaded';
import { Page } from './Page';
import type { Agreement, Organisation, ProgrammeRow } from './types';
import { namesListed, today } from './words';

type Over =
  | { readonly kind: 'new' }
  | { readonly kind: 'end' | 'accept' | 'decline'; readonly of: Agreement };

interface Work {
  readonly own: Organisation | undefined;
  readonly parties: readonly Organisation[];
  readonly programmes: readonly Named[];
  readonly over: Signal<Over | null>;
  readonly done: (notice: Notice) => void;
}

type Of = Work & { readonly of: Agreement };

function checkNew(data: FormData): Errors {
  const [starts, ends] = [textOf(data, 'startsOn'), textOf(data, 'endsOn')];
  return {
    ...(textOf(data, 'title') === '' ? { title: t('admin.wrong.title') } : {}),
    ...(textOf(data, 'parties') === '' ? { parties: t('admin.wrong.parties') } : {}),
    ...(data.getAll('programmes').length === 0 ? { programmes: t('admin.wrong.programmes') } : {}),
    ...(starts === '' ? { startsOn: t('admin.wrong.startsOn') } : {}),
    ...(ends !== '' && ends <= starts ? { endsOn: t('admin.agreements.order') } : {}),
  };
}

function NewDialog({ own, parties, programmes, over, done }: Work) {
  if (own === undefined) return null;
  return (
    <FormDialog
      title={t('admin.agreements.new')}
      lead={t('admin.agreements.new_why')}
      act={t('admin.agreements.propose')}
      check={checkNew}
      close={() => (over.value = null)}
      send={async (data) => {
        const ends = textOf(data, 'endsOn');
        const made = await send<Agreement>(
          write('/api/agreements', {
            title: textOf(data, 'title'),
            parties: [own.id, textOf(data, 'parties')],
            programmes: data.getAll('programmes'),
            startsOn: textOf(data, 'startsOn'),
            ...(ends === '' ? {} : { endsOn: ends }),
          }),
        );
        done(good(t('admin.agreements.proposed', { name: made.awaits?.name ?? '' })));
      }}
    >
      {(errors) => (
        <>
          <SelectField
            name="parties"
            label={t('admin.agreements.other', { own: own.name })}
            none={t('admin.choose')}
            options={parties}
            errors={errors}
          />
          <TextField name="title" label={t('admin.agreements.title_field')} required most={150} errors={errors} />
          <TickField
            name="programmes"
            legend={t('admin.agreements.programmes')}
            options={programmes}
            initial={programmes.map((one) => one.id)}
            errors={errors}
          />
          <div class="two">
            <TextField name="startsOn" type="date" label={t('admin.agreements.starts')} initial={today()} required errors={errors} />
            <TextField name="endsOn" type="date" label={t('admin.agreements.ends')} hint={t('admin.optional')} errors={errors} />
          </div>
        </>
      )}
    </FormDialog>
  );
}

const endOn = (of: Agreement, endsOn: string): Promise<Agreement> =>
  send<Agreement>(write(`/api/agreements/${of.id}/end`, { endsOn }));

function EndDialog({ of, over, done }: Of) {
  return (
    <FormDialog
      title={t('admin.agreements.end', { title: of.title })}
      lead={t('admin.agreements.end_why', { parties: namesListed(of.parties) })}
      act={t('admin.agreements.end_act')}
      check={(data) => (textOf(data, 'endsOn') < today() ? { endsOn: t('admin.agreements.not_past') } : {})}
      close={() => (over.value = null)}
      send={async (data) => {
        const now = await endOn(of, textOf(data, 'endsOn'));
        done(good(t('admin.agreements.ended', { title: of.title, day: birthday(now.endsOn ?? '') })));
      }}
    >
      {(errors) => (
        <TextField
          name="endsOn"
          type="date"
          label={t('admin.agreements.end_day')}
          hint={t('admin.agreements.end_hint')}
          least={today()}
          initial={of.endsOn ?? ''}
          required
          errors={errors}
        />
      )}
    </FormDialog>
  );
}

function AcceptDialog({ of, over, done }: Of) {
  return (
    <FormDialog
      title={t('admin.agreements.accept', { title: of.title })}
      lead={t('admin.agreements.accept_why', { programmes: listed(of.programmes.map((one) => one.name)) })}
      act={t('admin.agreements.accept_act')}
      close={() => (over.value = null)}
      send={async () => {
        await send(write(`/api/agreements/${of.id}/accept`, {}));
        done(good(t('admin.agreements.accepted', { title: of.title })));
      }}
    />
  );
}

function DeclineDialog({ of, over, done }: Of) {
  return (
    <FormDialog
      title={t('admin.agreements.decline', { title: of.title })}
      lead={t('admin.agreements.decline_why')}
      act={t('admin.agreements.decline_act')}
      close={() => (over.value = null)}
      send={async () => {
        await endOn(of, today());
        done(good(t('admin.agreements.declined', { title: of.title })));
      }}
    />
  );
}

function Dialogs(work: Work) {
  const over = work.over.value;
  if (over === null) return null;
  if (over.kind === 'new') return <NewDialog {...work} />;
  if (over.kind === 'end') return <EndDialog {...work} of={over.of} />;
  if (over.kind === 'accept') return <AcceptDialog {...work} of={over.of} />;
  return <DeclineDialog {...work} of={over.of} />;
}

function Acts({ of, own, over }: Of) {
  if (!of.mine || of.state === 'ended') return null;
  const act = (words: string, kind: 'end' | 'accept' | 'decline') => (
    <button
      class="ds-button"
      data-variant="tertiary"
      type="button"
      aria-label={`${words}: ${of.title}`}
      onClick={() => (over.value = { kind, of })}
    >
      {words}
    </button>
  );
  if (of.state !== 'proposed') return act(t('admin.agreements.end_act'), 'end');
  return (
    <>
      {of.awaits?.id === own?.id && act(t('admin.agreements.accept_act'), 'accept')}
      {act(t('admin.agreements.decline_act'), 'decline')}
    </>
  );
}

function stateOf(of: Agreement): string {
  if (of.state === 'proposed') return t('admin.agreements.awaits', { name: of.awaits?.name ?? '' });
  return t(of.state === 'ended' ? 'admin.agreements.ended_state' : `admin.agreements.${of.state}`);
}

const spanOf = (of: Agreement): string => {
  const from = t('admin.agreements.from', { day: birthday(of.startsOn) });
  return of.endsOn === null ? from : `${from} ${t('admin.agreements.until', { day: birthday(of.endsOn) })}`;
};

function Table({ items, work }: { readonly items: readonly Agreement[]; readonly work: Work }) {
  return (
    <Kept label={t('admin.agreements')} heads={[t('admin.agreements.title_field'), t('admin.agreements.programmes'), t('admin.agreements.state')]}>
      {items.map((of) => (
        <tr role="row" key={of.id} data-ended={of.state === 'ended'}>
          <th scope="row" role="rowheader">
            {of.title}
            <small>{namesListed(of.parties)}</small>
          </th>
          <td role="cell">{listed(of.programmes.map((one) => one.name))}</td>
          <td role="cell">
            {stateOf(of)}
            <small>{spanOf(of)}</small>
          </td>
          <td role="cell" class="keep-acts">
            <Acts {...work} of={of} />
          </td>
        </tr>
      ))}
    </Kept>
  );
}

/** Each programme once, whatever its versions. */
const namesOf = (rows: readonly ProgrammeRow[]): readonly Named[] => [
  ...new Map(rows.map(({ id, name }) => [id, { id, name }])).values(),
];

/** What opens an enrolment to another party's personnel. */
export function AgreementsPage() {
  const loaded = useLoaded<{ readonly items: readonly Agreement[] }>('/api/agreements');
  const organisations = useLoaded<{ readonly items: readonly Organisation[] }>('/api/organisations');
  const programmes = useLoaded<{ readonly items: readonly ProgrammeRow[] }>('/api/programmes');
  const notice = useSignal<Notice | null>(null);
  const over = useSignal<Over | null>(null);
  const done = (says: Notice): void => {
    notice.value = says;
    loaded.reload();
  };
  const signers = (organisations.value?.items ?? []).filter((one) => ['municipality', 'hospital'].includes(one.kind));
  const work = {
    own: signers.find((one) => one.mine),
    parties: signers.filter((one) => !one.mine && one.ended === null),
    programmes: namesOf(programmes.value?.items ?? []),
    over,
    done,
  };
  const act = may('agreement.change') && (
    <button class="ds-button" type="button" onClick={() => (over.value = { kind: 'new' })}>
      {t('admin.agreements.new')}
    </button>
  );
  return (
    <Page title={t('admin.agreements')} lead={t('admin.agreements.lead')} act={act} notice={notice} loaded={loaded}>
      {({ items }) => (
        <>
          {items.length === 0 ? <p>{t('admin.agreements.none')}</p> : <Table items={items} work={work} />}
          <Dialogs {...work} />
        </>
      )}
    </Page>
  );
}
