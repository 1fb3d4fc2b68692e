import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { day } from '../../shared/format';
import { send, write } from '../../shared/http';
import { t, tn } from '../../shared/i18n';
import { may, me } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { good, type Notice, wrong } from '../worklist/notice';
import { type Errors, SelectField, TextField, textOf } from './Fields';
import { FormDialog } from './FormDialog';
import { Kept } from './Kept';
import { useLoaded } from './loaded';
import { Page } from './Page';
import { rolesFor } from './roles';
import type { Account, Organisation, Role } from './types';

interface Answer {
  readonly items: readonly Account[];
  readonly more: boolean;
}

type Over =
  | { readonly kind: 'new' }
  | { readonly kind: 'edit' | 'give' | 'stop'; readonly of: Account }
  | { readonly kind: 'end'; readonly of: Account; readonly role: Role };

interface Work {
  /** Organisations of our own that roles can be given for. */
  readonly places: readonly Organisation[];
  readonly over: Signal<Over | null>;
  readonly done: (notice: Notice) => void;
}

type Of = Work & { readonly of: Account };

const SOON_MS = 250;
const isOver = (role: Role): boolean => role.until !== null && Date.parse(role.until) <= Date.now();
const roleName = (role: Role): string => `${t(`role.${role.role}`)}, ${role.organisation.name}`;

/** Where, and as what there: the second follows from the first. */
function RoleFields({ places, kind, errors }: { readonly places: readonly Organisation[]; readonly kind: string; readonly errors: Errors }) {
  const fitting = places.filter((one) => rolesFor(one.kind, kind).length > 0);
  const where = useSignal('');
  const place = fitting.find((one) => one.id === where.value);
  const roles = place === undefined ? [] : rolesFor(place.kind, kind);
  return (
    <>
      <SelectField
        name="organisation"
        label={t('admin.accounts.where')}
        none={t('admin.choose')}
        options={fitting}
        errors={errors}
        choose={(id) => (where.value = id)}
      />
      <SelectField
        name="role"
        label={t('admin.accounts.role')}
        hint={place === undefined ? t('admin.accounts.role_hint') : undefined}
        options={roles.map((id) => ({ id, name: t(`role.${id}`) }))}
        errors={errors}
      />
    </>
  );
}

const checkRole = (data: FormData): Errors => ({
  ...(textOf(data, 'organisation') === '' ? { organisation: t('admin.wrong.organisation') } : {}),
});

const checkName = (data: FormData): Errors => ({
  ...(textOf(data, 'name') === '' ? { name: t('admin.wrong.name') } : {}),
});

const checkNew = (data: FormData): Errors => ({
  ...checkName(data),
  ...(/^[a-z0-9][a-z0-9._@-]+$/.test(textOf(data, 'login')) ? {} : { login: t('admin.accounts.login_wrong') }),
  ...checkRole(data),
});

function NewDialog({ places, over, done }: Work) {
  const kind = useSignal('person');
  return (
    <FormDialog
      title={t('admin.accounts.new')}
      act={t('admin.make')}
      check={checkNew}
      close={() => (over.value = null)}
      send={async (data) => {
        const body = {
          login: textOf(data, 'login'),
          name: textOf(data, 'name'),
          kind: kind.value,
          role: textOf(data, 'role'),
          organisation: textOf(data, 'organisation'),
        };
        const made = await send<Account>(write('/api/accounts', body));
        done(good(t('admin.accounts.made', { name: made.name, login: made.login })));
      }}
    >
      {(errors) => (
        <>
          <SelectField
            name="kind"
            label={t('admin.accounts.kind')}
            options={['person', 'machine'].map((id) => ({ id, name: t(`admin.accounts.${id}`) }))}
            errors={errors}
            choose={(id) => (kind.value = id)}
          />
          <TextField name="name" label={t('admin.name')} required most={100} errors={errors} />
          <TextField
            name="login"
            label={t('admin.accounts.login')}
            hint={t('admin.accounts.login_hint')}
            required
            most={60}
            errors={errors}
          />
          <RoleFields key={kind.value} places={places} kind={kind.value} errors={errors} />
        </>
      )}
    </FormDialog>
  );
}

function EditDialog({ of, over, done }: Of) {
  return (
    <FormDialog
      title={t('admin.accounts.edit', { name: of.name })}
      act={t('admin.save')}
      refusals={{ 409: t('admin.accounts.not_alone') }}
      check={checkName}
      close={() => (over.value = null)}
      send={async (data) => {
        const now = await send<Account>(write(`/api/accounts/${of.id}`, { name: textOf(data, 'name') }));
        done(good(t('admin.saved', { name: now.name })));
      }}
    >
      {(errors) => <TextField name="name" label={t('admin.name')} initial={of.name} required most={100} errors={errors} />}
    </FormDialog>
  );
}

const giveRole = (of: Account, role: string, organisation: string): Promise<Account> =>
  send<Account>(write(`/api/accounts/${of.id}/roles`, { role, organisation }));

function GiveDialog({ of, places, over, done }: Of) {
  return (
    <FormDialog
      title={t('admin.accounts.give', { name: of.name })}
      lead={t('admin.accounts.give_why')}
      act={t('admin.accounts.give_act')}
      check={checkRole}
      close={() => (over.value = null)}
      send={async (data) => {
        await giveRole(of, textOf(data, 'role'), textOf(data, 'organisation'));
        done(good(t('admin.accounts.given', { name: of.name, role: t(`role.${textOf(data, 'role')}`) })));
      }}
    >
      {(errors) => <RoleFields places={places} kind={of.kind} errors={errors} />}
    </FormDialog>
  );
}

function EndDialog({ of, role, over, done }: Of & { readonly role: Role }) {
  const back = (): void => {
    giveRole(of, role.role, role.organisation.id)
      .then(() => done(good(t('admin.accounts.given', { name: of.name, role: t(`role.${role.role}`) }))))
      .catch((error: unknown) => done(wrong(wordsFor(error))));
  };
  return (
    <FormDialog
      title={t('admin.accounts.end', { name: of.name, role: roleName(role) })}
      lead={t('admin.accounts.end_why')}
      act={t('admin.accounts.end_act')}
      refusals={{ 409: t('admin.accounts.last_admin') }}
      close={() => (over.value = null)}
      send={async () => {
        await send(write(`/api/roles/${role.id}/end`, {}));
        const says = good(t('admin.accounts.ended', { name: of.name, role: t(`role.${role.role}`) }));
        done({ ...says, way: { label: t('admin.undo'), go: back } });
      }}
    />
  );
}

const setActive = (of: Account, active: boolean): Promise<Account> =>
  send<Account>(write(`/api/accounts/${of.id}`, { active }));

const bringBack = (of: Account, done: Work['done']): void => {
  setActive(of, true)
    .then(() => done(good(t('admin.accounts.active_again', { name: of.name }))))
    .catch((error: unknown) => done(wrong(wordsFor(error))));
};

function StopDialog({ of, over, done }: Of) {
  return (
    <FormDialog
      title={t('admin.accounts.stop', { name: of.name })}
      lead={t('admin.accounts.stop_why')}
      act={t('admin.accounts.stop_act')}
      refusals={{ 409: t('admin.accounts.not_alone') }}
      close={() => (over.value = null)}
      send={async () => {
        await setActive(of, false);
        const says = good(t('admin.accounts.stopped', { name: of.name }));
        done({ ...says, way: { label: t('admin.undo'), go: () => bringBack(of, done) } });
      }}
    />
  );
}

function Dialogs(work: Work) {
  const over = work.over.value;
  if (over === null) return null;
  if (over.kind === 'new') return <NewDialog {...work} />;
  if (over.kind === 'edit') return <EditDialog {...work} of={over.of} />;
  if (over.kind === 'give') return <GiveDialog {...work} of={over.of} />;
  if (over.kind === 'end') return <EndDialog {...work} of={over.of} role={over.role} />;
  return <StopDialog {...work} of={over.of} />;
}

function Roles({ of, over }: Of) {
  const open = of.roles.filter((role) => !isOver(role));
  const past = of.roles.filter(isOver);
  return (
    <ul class="chips">
      {open.map((role) => (
        <li key={role.id}>
          <b>{t(`role.${role.role}`)}</b> {role.organisation.name}
          {may('account.change') && (
            <button
              class="textlink"
              type="button"
              aria-label={t('admin.accounts.end', { name: of.name, role: roleName(role) })}
              onClick={() => (over.value = { kind: 'end', of, role })}
            >
              {t('admin.end')}
            </button>
          )}
        </li>
      ))}
      {past.map((role) => (
        <li key={role.id} class="soft">
          {t('admin.accounts.was', { role: roleName(role), day: day(role.until ?? '') })}
        </li>
      ))}
      {open.length === 0 && <li class="soft">{t('admin.accounts.no_role')}</li>}
    </ul>
  );
}

function Acts({ of, over, done }: Of) {
  if (!may('account.change')) return null;
  const act = (words: string, go: () => void) => (
    <button class="ds-button" data-variant="tertiary" type="button" aria-label={`${words}: ${of.name}`} onClick={go}>
      {words}
    </button>
  );
  if (!of.active) return act(t('admin.accounts.bring_back'), () => bringBack(of, done));
  return (
    <>
      {act(t('admin.accounts.give_act'), () => (over.value = { kind: 'give', of }))}
      {act(t('admin.edit'), () => (over.value = { kind: 'edit', of }))}
      {of.id !== me.value?.account.id && act(t('admin.accounts.stop_act'), () => (over.value = { kind: 'stop', of }))}
    </>
  );
}

function Table({ items, work }: { readonly items: readonly Account[]; readonly work: Work }) {
  return (
    <Kept label={t('admin.accounts')} heads={[t('admin.name'), t('admin.accounts.roles')]}>
      {items.map((of) => (
        <tr role="row" key={of.id} data-ended={!of.active}>
          <th scope="row" role="rowheader">
            {of.name}
            <small>
              {of.login}
              {of.kind === 'machine' && ` · ${t('admin.accounts.machine')}`}
              {!of.active && ` · ${t('admin.accounts.inactive')}`}
            </small>
          </th>
          <td role="cell">
            <Roles {...work} of={of} />
          </td>
          <td role="cell" class="keep-acts">
            <Acts {...work} of={of} />
          </td>
        </tr>
      ))}
    </Kept>
  );
}

function Search({ wanted }: { readonly wanted: Signal<string> }) {
  const typed = useSignal(wanted.value);
  const now = typed.value;
  useEffect(() => {
    const wait = setTimeout(() => (wanted.value = now), SOON_MS);
    return () => clearTimeout(wait);
  }, [now, wanted]);
  return (
    <div class="field search">
      <label for="f-q">{t('admin.accounts.search')}</label>
      <input
        class="ds-input"
        id="f-q"
        type="search"
        autocomplete="off"
        value={now}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
    </div>
  );
}

/** Who may log in, and as what. */
export function AccountsPage() {
  const wanted = useSignal('');
  const loaded = useLoaded<Answer>(`/api/accounts?q=${encodeURIComponent(wanted.value)}`);
  const organisations = useLoaded<{ readonly items: readonly Organisation[] }>('/api/organisations');
  const notice = useSignal<Notice | null>(null);
  const over = useSignal<Over | null>(null);
  const done = (says: Notice): void => {
    notice.value = says;
    loaded.reload();
  };
  const places = (organisations.value?.items ?? []).filter((one) => one.mine && one.ended === null);
  const work = { places, over, done };
  const act = may('account.change') && (
    <button class="ds-button" type="button" onClick={() => (over.value = { kind: 'new' })}>
      {t('admin.accounts.new')}
    </button>
  );
  return (
    <Page title={t('admin.accounts')} lead={t('admin.accounts.lead')} act={act} notice={notice} loaded={loaded}>
      {({ items, more }) => (
        <>
          <Search wanted={wanted} />
          <p class="soft" role="status">
            {items.length === 0
              ? t('admin.accounts.nobody', { q: wanted.value })
              : tn('admin.accounts.found', items.length)}
            {more && ` ${t('admin.accounts.more')}`}
          </p>
          {items.length > 0 && <Table items={items} work={work} />}
          <Dialogs {...work} />
        </>
      )}
    </Page>
  );
}
