import { useSignal, type Signal } from '@preact/signals';
import { send, write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { may } from '../../shared/session';
import { good, type Notice } from '../worklist/notice';
import { type Errors, SelectField, TextField, textOf } from './Fields';
import { FormDialog } from './FormDialog';
import { Kept } from './Kept';
import { useLoaded } from './loaded';
import { Page } from './Page';
import type { Organisation } from './types';

interface Answer {
  readonly items: readonly Organisation[];
}

/** What lies over the page. */
type Over =
  | { readonly kind: 'new' }
  | { readonly kind: 'edit' | 'end' | 'link'; readonly of: Organisation }
  | { readonly kind: 'unlink'; readonly of: Organisation; readonly to: string; readonly name: string };

interface Work {
  readonly all: readonly Organisation[];
  readonly over: Signal<Over | null>;
  readonly done: (notice: Notice) => void;
}

const KINDS = ['service', 'gp_office', 'home_nursing', 'unit', 'district'];
const HOSPITAL_KINDS = ['service', 'department'];
const kindName = (kind: string): string => t(`organisation.${kind}`);
const pathOf = (organisation: Organisation): string => `/api/organisations/${organisation.id}`;

const checkName = (data: FormData): Errors =>
  textOf(data, 'name') === '' ? { name: t('admin.wrong.name') } : {};

function ContactFields({ of, errors }: { readonly of?: Organisation; readonly errors: Errors }) {
  return (
    <>
      <TextField name="name" label={t('admin.name')} initial={of?.name ?? ''} required most={100} errors={errors} />
      <TextField
        name="number"
        label={t('admin.number')}
        hint={t('admin.number_hint')}
        initial={of?.number ?? ''}
        errors={errors}
      />
      <TextField name="phone" label={t('admin.phone')} initial={of?.phone ?? ''} errors={errors} />
    </>
  );
}

const contactsOf = (data: FormData) => ({
  name: textOf(data, 'name'),
  number: textOf(data, 'number').replaceAll(' ', ''),
  phone: textOf(data, 'phone'),
});

function NewDialog({ all, over, done }: Work) {
  const parents = all.filter((one) => one.mine && one.ended === null);
  const hospital = parents.some((one) => one.kind === 'hospital');
  const kinds = (hospital ? HOSPITAL_KINDS : KINDS).map((id) => ({ id, name: kindName(id) }));
  return (
    <FormDialog
      title={t('admin.organisations.new')}
      act={t('admin.make')}
      check={checkName}
      close={() => (over.value = null)}
      send={async (data) => {
        const body = { ...contactsOf(data), kind: textOf(data, 'kind'), parent: textOf(data, 'parent') };
        const made = await send<Organisation>(write('/api/organisations', body));
        done(good(t('admin.organisations.made', { name: made.name })));
      }}
    >
      {(errors) => (
        <>
          <SelectField name="kind" label={t('admin.kind')} options={kinds} errors={errors} />
          <SelectField
            name="parent"
            label={t('admin.parent')}
            options={parents}
            initial={parents.find((one) => one.parent === null)?.id ?? ''}
            errors={errors}
          />
          <ContactFields errors={errors} />
        </>
      )}
    </FormDialog>
  );
}

function EditDialog({ of, over, done }: Work & { readonly of: Organisation }) {
  return (
    <FormDialog
      title={t('admin.organisations.edit', { name: of.name })}
      act={t('admin.save')}
      check={checkName}
      close={() => (over.value = null)}
      send={async (data) => {
        const now = await send<Organisation>(write(pathOf(of), contactsOf(data)));
        done(good(t('admin.saved', { name: now.name })));
      }}
    >
      {(errors) => <ContactFields of={of} errors={errors} />}
    </FormDialog>
  );
}

const setEnded = (of: Organisation, ended: boolean): Promise<Organisation> =>
  send<Organisation>(write(pathOf(of), { ended }));

function EndDialog({ of, over, done }: Work & { readonly of: Organisation }) {
  const back = (): void => {
    void setEnded(of, false).then(() => done(good(t('admin.organisations.taken_up', { name: of.name }))));
  };
  return (
    <FormDialog
      title={t('admin.organisations.end', { name: of.name })}
      lead={t('admin.organisations.end_why')}
      act={t('admin.end')}
      refusals={{ 409: t('admin.organisations.in_use') }}
      close={() => (over.value = null)}
      send={async () => {
        await setEnded(of, true);
        done({ ...good(t('admin.organisations.ended', { name: of.name })), way: { label: t('admin.undo'), go: back } });
      }}
    />
  );
}

const linkKindOf = (of: Organisation): string => (of.kind === 'department' ? 'partner' : 'serves');

function LinkDialog({ all, of, over, done }: Work & { readonly of: Organisation }) {
  const kind = linkKindOf(of);
  const wanted = kind === 'serves' ? 'municipality' : 'service';
  const linked = new Set(of.links.map((one) => one.to.id));
  const options = all.filter((one) => one.kind === wanted && one.ended === null && !linked.has(one.id));
  return (
    <FormDialog
      title={t('admin.organisations.link', { name: of.name })}
      lead={t('admin.organisations.link_why')}
      act={t('admin.organisations.link_act')}
      check={(data) => (textOf(data, 'to') === '' ? { to: t('admin.wrong.to') } : {})}
      close={() => (over.value = null)}
      send={async (data) => {
        await send(write(`${pathOf(of)}/links`, { to: textOf(data, 'to'), kind }));
        done(good(t('admin.saved', { name: of.name })));
      }}
    >
      {(errors) => (
        <SelectField name="to" label={t(`admin.link.${kind}`)} none={t('admin.choose')} options={options} errors={errors} />
      )}
    </FormDialog>
  );
}

function UnlinkDialog({ over, done, of, to, name }: Work & { readonly of: Organisation; readonly to: string; readonly name: string }) {
  const again = (): void => {
    void send(write(`${pathOf(of)}/links`, { to, kind: linkKindOf(of) })).then(() =>
      done(good(t('admin.saved', { name: of.name }))),
    );
  };
  return (
    <FormDialog
      title={t('admin.organisations.unlink', { name })}
      lead={t('admin.organisations.unlink_why', { name: of.name, to: name })}
      act={t('admin.remove')}
      close={() => (over.value = null)}
      send={async () => {
        await send(write(`${pathOf(of)}/links/${to}`, {}, 'DELETE'));
        done({ ...good(t('admin.organisations.unlinked', { name })), way: { label: t('admin.undo'), go: again } });
      }}
    />
  );
}

function Dialogs(work: Work) {
  const over = work.over.value;
  if (over === null) return null;
  if (over.kind === 'new') return <NewDialog {...work} />;
  if (over.kind === 'edit') return <EditDialog {...work} of={over.of} />;
  if (over.kind === 'end') return <EndDialog {...work} of={over.of} />;
  if (over.kind === 'unlink') return <UnlinkDialog {...work} of={over.of} to={over.to} name={over.name} />;
  return <LinkDialog {...work} of={over.of} />;
}

function Links({ of, over }: { readonly of: Organisation; readonly over: Signal<Over | null> }) {
  if (of.links.length === 0) return null;
  return (
    <ul class="chips">
      {of.links.map(({ kind, to }) => (
        <li key={`${kind} ${to.id}`}>
          <span class="soft">{t(`admin.link.${kind}`)}</span> {to.name}
          {of.mine && kind !== 'member' && (
            <button
              class="textlink"
              type="button"
              aria-label={t('admin.organisations.unlink', { name: to.name })}
              onClick={() => (over.value = { kind: 'unlink', of, to: to.id, name: to.name })}
            >
              {t('admin.remove')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Acts({ of, over, done }: Work & { readonly of: Organisation }) {
  if (!of.mine) return null;
  const act = (words: string, go: () => void) => (
    <button class="ds-button" data-variant="tertiary" type="button" aria-label={`${words}: ${of.name}`} onClick={go}>
      {words}
    </button>
  );
  if (of.ended !== null) {
    return act(t('admin.organisations.take_up'), () => {
      void setEnded(of, false).then(() => done(good(t('admin.organisations.taken_up', { name: of.name }))));
    });
  }
  return (
    <>
      {['service', 'department'].includes(of.kind) &&
        act(t('admin.organisations.link_act'), () => (over.value = { kind: 'link', of }))}
      {act(t('admin.edit'), () => (over.value = { kind: 'edit', of }))}
      {of.parent !== null && act(t('admin.end'), () => (over.value = { kind: 'end', of }))}
    </>
  );
}

function Table({ label, items, work }: { readonly label: string; readonly items: readonly Organisation[]; readonly work: Work }) {
  return (
    <Kept label={label} heads={[t('admin.name'), t('admin.links'), t('admin.phone')]}>
      {items.map((of) => (
        <tr role="row" key={of.id} data-ended={of.ended !== null}>
          <th scope="row" role="rowheader">
            {of.name}
            <small>
              {kindName(of.kind)}
              {of.number !== null && ` · ${of.number}`}
              {of.ended !== null && ` · ${t('admin.has_ended')}`}
            </small>
          </th>
          <td role="cell">
            <Links of={of} over={work.over} />
          </td>
          <td role="cell" class="nums">{of.phone}</td>
          <td role="cell" class="keep-acts">
            <Acts {...work} of={of} />
          </td>
        </tr>
      ))}
    </Kept>
  );
}

/** Our own first; the others' can be read. */
export function OrganisationsPage() {
  const loaded = useLoaded<Answer>('/api/organisations');
  const notice = useSignal<Notice | null>(null);
  const over = useSignal<Over | null>(null);
  const done = (says: Notice): void => {
    notice.value = says;
    loaded.reload();
  };
  const act = may('organisation.change') && (
    <button class="ds-button" type="button" onClick={() => (over.value = { kind: 'new' })}>
      {t('admin.organisations.new')}
    </button>
  );
  return (
    <Page title={t('admin.organisations')} lead={t('admin.organisations.lead')} act={act} notice={notice} loaded={loaded}>
      {({ items }) => {
        const work = { all: items, over, done };
        const own = items.filter((one) => one.mine);
        const others = items.filter((one) => !one.mine);
        return (
          <>
            <Table label={t('admin.organisations.own')} items={own} work={work} />
            <details>
              <summary>{t('admin.organisations.others', { n: others.length })}</summary>
              <Table label={t('admin.organisations.others', { n: others.length })} items={others} work={work} />
            </details>
            <Dialogs {...work} />
          </>
        );
      }}
    </Page>
  );
}
