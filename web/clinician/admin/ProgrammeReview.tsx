import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { send, write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { may, me } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { good, type Notice } from '../worklist/notice';
import { changedParts, type Difference, differences, type Line, linesOf } from './compare';
import { TextField, textOf } from './Fields';
import { FormDialog } from './FormDialog';
import { useLoaded } from './loaded';
import type { ProgrammeRow, ProgrammeWhole } from './types';

interface Properties {
  readonly row: ProgrammeRow;
  /** The version that it is held against. */
  readonly against: ProgrammeRow | undefined;
  readonly done: (notice: Notice) => void;
}

const pathOf = ({ id, version }: ProgrammeRow): string =>
  `/api/programmes/${encodeURIComponent(id)}?version=${version}`;

function Change({ change }: { readonly change: Difference }) {
  const { about, before, after } = change;
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  return (
    <li data-change={kind}>
      <b>{about}</b> <span class="soft">{t(`admin.programmes.${kind}`)}</span>
      <p>
        {before !== null && <del>{before}</del>} {after !== null && <ins>{after}</ins>}
      </p>
    </li>
  );
}

/** The parts of the file under its own names, where words do not reach. */
function Parts({ parts }: { readonly parts: readonly string[] }) {
  if (parts.length === 0) return null;
  return (
    <p class="soft">
      {t('admin.programmes.parts')} {parts.map((part) => <code key={part}>{part}</code>)}
    </p>
  );
}

function Changes({ now, before }: { readonly now: ProgrammeWhole; readonly before: ProgrammeWhole }) {
  const changes = differences(linesOf(before.words), linesOf(now.words));
  const sections = [...new Set(changes.map((one) => one.section))];
  return (
    <section aria-labelledby="h-changes">
      <h3 id="h-changes">{t('admin.programmes.against', { n: before.version })}</h3>
      {changes.length === 0 && <p>{t('admin.programmes.same_words')}</p>}
      {sections.map((section) => (
        <div key={section}>
          <h4>{t(`admin.programmes.${section}`)}</h4>
          <ul class="changes">
            {changes
              .filter((one) => one.section === section)
              .map((change, at) => (
                <Change key={at} change={change} />
              ))}
          </ul>
        </div>
      ))}
      <Parts parts={changedParts(before.document, now.document)} />
    </section>
  );
}

function Section({ name, lines }: { readonly name: string; readonly lines: readonly Line[] }) {
  return (
    <div>
      <h4>{t(`admin.programmes.${name}`)}</h4>
      <dl class="pairs">
        {lines.map((line) => (
          <div key={line.key}>
            <dt>{line.about}</dt>
            <dd>{line.text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Contents({ whole, open }: { readonly whole: ProgrammeWhole; readonly open: boolean }) {
  const lines = linesOf(whole.words);
  return (
    <details open={open}>
      <summary>{t('admin.programmes.contents')}</summary>
      {[...new Set(lines.map((line) => line.section))].map((section) => (
        <Section key={section} name={section} lines={lines.filter((line) => line.section === section)} />
      ))}
    </details>
  );
}

function ApproveDialog({ whole, done, close }: { readonly whole: ProgrammeWhole; readonly done: Properties['done']; readonly close: () => void }) {
  return (
    <FormDialog
      title={t('admin.programmes.approve', { name: whole.name, n: whole.version })}
      lead={t('admin.programmes.approve_why')}
      act={t('admin.programmes.approve_act')}
      refusals={{ 403: t('admin.programmes.own'), 409: t('admin.programmes.other_now') }}
      check={(data) => (textOf(data, 'name') === '' ? { name: t('admin.wrong.name') } : {})}
      close={close}
      send={async (data) => {
        const note = textOf(data, 'note');
        const body = {
          version: whole.version,
          name: textOf(data, 'name'),
          content: whole.content,
          ...(note === '' ? {} : { note }),
        };
        await send(write(`/api/programmes/${encodeURIComponent(whole.id)}/approve`, body));
        done(good(t('admin.programmes.approved', { name: whole.name, n: whole.version })));
      }}
    >
      {(errors) => (
        <>
          <TextField
            name="name"
            label={t('admin.programmes.approver')}
            initial={me.value?.account.name ?? ''}
            required
            most={100}
            errors={errors}
          />
          <TextField name="note" label={t('admin.programmes.note')} hint={t('admin.optional')} most={500} errors={errors} />
        </>
      )}
    </FormDialog>
  );
}

function Approve({ whole, done }: { readonly whole: ProgrammeWhole; readonly done: Properties['done'] }) {
  const asked = useSignal(false);
  if (whole.status !== 'draft') return null;
  if (!may('programme.approve')) return <p class="soft">{t('admin.programmes.who_approves')}</p>;
  return (
    <>
      <button class="ds-button" type="button" onClick={() => (asked.value = true)}>
        {t('admin.programmes.approve_act')}
      </button>
      {asked.value && <ApproveDialog whole={whole} done={done} close={() => (asked.value = false)} />}
    </>
  );
}

/** One version in words, what it changes, and the approval: of just what was read here. */
export function ProgrammeReview({ row, against, done }: Properties) {
  const whole = useLoaded<ProgrammeWhole>(pathOf(row));
  const before = useLoaded<ProgrammeWhole>(against === undefined ? null : pathOf(against));
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const failure = whole.error ?? before.error;
  return (
    <section class="review" aria-labelledby="h-review">
      <h2 id="h-review" tabIndex={-1} ref={heading}>
        {row.name}, {t('admin.programmes.version', { n: row.version })}
      </h2>
      {failure !== null && <p role="alert">{wordsFor(failure)}</p>}
      {whole.value === null || (against !== undefined && before.value === null) ? (
        failure === null && <span class="bone s-60" />
      ) : (
        <>
          {before.value !== null && <Changes now={whole.value} before={before.value} />}
          <Contents whole={whole.value} open={before.value === null} />
          <Approve whole={whole.value} done={done} />
        </>
      )}
    </section>
  );
}
