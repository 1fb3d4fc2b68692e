import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may, me } from '../../../shared/session';
import { usePages } from '../pages';
import { pathOf, type Book } from '../record';
import { nameOf, type Note, type RecordContact } from '../shapes';
import { Dialog } from './Dialog';
import { History } from './History';
import { dateAndTime } from './times';

type Entry = Note | RecordContact;

export interface FormProperties<T> {
  readonly page: Book;
  readonly replaces?: T;
  readonly close?: () => void;
}

interface Properties<T extends Entry> {
  readonly page: Book;
  /** What the entries are called in ids and paths: "notes", and one of them: "note". */
  readonly many: 'contacts' | 'notes';
  readonly one: 'contact' | 'note';
  readonly form: (properties: FormProperties<T>) => ComponentChildren;
  readonly words: (entry: T) => ComponentChildren;
  /** Entries that were taken back, or that stand as they were made. */
  readonly isUndone?: (entry: T) => boolean;
  readonly isFixed?: (entry: T) => boolean;
}

interface EntryProperties {
  readonly entry: Entry;
  readonly words: ComponentChildren;
  readonly replaced: boolean;
  readonly undone: boolean;
  readonly correct: (() => void) | undefined;
}

function LogEntry({ entry, words, replaced, undone, correct }: EntryProperties) {
  return (
    <li class={replaced || undone ? 'log-entry log-gone' : 'log-entry'}>
      <time dateTime={entry.at}>{dateAndTime(entry.at, now.value)}</time>
      <div>
        {words}
        <small class="soft">
          {[entry.by, nameOf(entry.organisation)].filter(Boolean).join(', ')}
          {replaced && ` · ${t('record.is_replaced')}`}
          {undone && ` · ${t('record.is_undone')}`}
          {entry.replaces !== null && entry.replaces !== undefined && ` · ${t('record.replaces')}`}
        </small>
      </div>
      {correct !== undefined && (
        <button class="textlink" type="button" onClick={correct}>
          {t('record.correct')}
        </button>
      )}
    </li>
  );
}

/** What is only added to: entries, the form for a new one beside them, and one over the page that replaces. */
export function LogBook<T extends Entry>({ page, many, one, form: Form, words, isUndone, isFixed }: Properties<T>) {
  const pages = usePages<T>(pathOf(page.patient, `/${many}?limit=30`), page.round);
  const again = useSignal<T | null>(null);
  const writes = may('record.write');
  const replaced = new Set(pages.items.value?.map((entry) => entry.replaces));
  const own = (entry: T): boolean =>
    writes &&
    isUndone?.(entry) !== true &&
    isFixed?.(entry) !== true &&
    !replaced.has(entry.id) &&
    entry.by === me.value?.account.name;
  const close = (): void => void (again.value = null);
  return (
    <>
      <h2 id={`h-${many}`} tabIndex={-1}>
        {t(`record.${many}`)}
      </h2>
      <div class={writes ? 'beside' : undefined}>
        {writes && (
          <section class="card" aria-labelledby={`h-new-${one}`}>
            <h3 id={`h-new-${one}`}>{t(`record.new_${one}`)}</h3>
            <Form page={page} />
          </section>
        )}
        <section class="card" aria-labelledby={`h-${many}`}>
          <History pages={pages} empty={t(`record.no_${many}`)}>
            {(items) => (
              <ol class="log-list">
                {items.map((entry) => (
                  <LogEntry
                    key={entry.id}
                    entry={entry}
                    words={words(entry)}
                    replaced={replaced.has(entry.id)}
                    undone={isUndone?.(entry) === true}
                    correct={own(entry) ? () => (again.value = entry) : undefined}
                  />
                ))}
              </ol>
            )}
          </History>
        </section>
      </div>
      {again.value !== null && (
        <Dialog id={`h-${one}-again`} title={t(`record.correct_${one}`)} close={close}>
          <p class="soft">{t('record.replace_why')}</p>
          <Form page={page} replaces={again.value} close={close} />
        </Dialog>
      )}
    </>
  );
}
