import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../shared/components/Icon';
import { age, birthday } from '../../shared/format';
import { get } from '../../shared/http';
import { t, tn } from '../../shared/i18n';
import { now } from '../../shared/now';
import { may } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { askedFor, go, here, isAsk, type Found, type FoundPage } from './find';
import { isNotOurs, isTyping, shortcutsOn } from './keys';
import './find.css';

const PAUSE_MS = 180;
const SHOWN = 8;

interface Finding {
  readonly text: Signal<string>;
  readonly page: Signal<FoundPage | null>;
  readonly failure: Signal<string | null>;
  readonly open: Signal<boolean>;
  /** Which of the lines the arrows are on; none is -1. */
  readonly at: Signal<number>;
}

/** Asks when the hands rest; an answer to an earlier text is thrown away. */
function useAnswers({ text, page, failure, at }: Finding): void {
  const asked = text.value;
  useEffect(() => {
    page.value = null;
    failure.value = null;
    at.value = -1;
    if (!isAsk(asked)) return undefined;
    const stop = new AbortController();
    const query = new URLSearchParams({ q: askedFor(asked), limit: String(SHOWN) });
    const timer = setTimeout(() => {
      get<FoundPage>(`/api/patients?${query.toString()}`, stop.signal)
        .then((found) => (page.value = found))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) failure.value = wordsFor(error);
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked, page, failure, at]);
}

const describe = (one: Found): string =>
  [
    [...new Set(one.enrolments.map(({ programmeName }) => programmeName))].join(', '),
    one.municipality?.name.replace(/ kommune$/, '') ?? '',
    t('find.born', { date: birthday(one.born) }),
  ]
    .filter((part) => part !== '')
    .join(' · ');

function Option({ one, at, chosen }: { readonly one: Found; readonly at: number; readonly chosen: boolean }) {
  return (
    <li role="option" id={`found-${String(at)}`} aria-selected={chosen} data-at={at}>
      <b>{one.name}</b> {age(one.born, now.value)}
      <small>{describe(one)}</small>
    </li>
  );
}

/** What the search came to, in words: for those who do not see the lines, and when there are none. */
function said({ text, page, failure }: Finding): string {
  if (failure.value !== null) return failure.value;
  if (!isAsk(text.value) || page.value === null) return '';
  const { items, more } = page.value;
  if (items.length === 0) return t('find.none', { text: text.value.trim() });
  return more ? t('find.more', { n: items.length }) : tn('find.some', items.length);
}

/** The lines to choose from: those found, and on the list the way to see only them there. */
const linesOf = ({ page }: Finding): number => {
  const found = page.value?.items.length ?? 0;
  return found + (found > 0 && here.value !== null ? 1 : 0);
};

function choose(finding: Finding, at: number): void {
  const one = finding.page.value?.items[at];
  const name = finding.text.value.trim();
  finding.open.value = false;
  finding.text.value = '';
  if (one === undefined) here.value?.narrow(name);
  else void go(one.id);
}

function onArrows(finding: Finding, event: KeyboardEvent): void {
  const { open, at, text } = finding;
  const lines = linesOf(finding);
  if (event.key === 'Escape') {
    event.stopPropagation();
    if (open.value && text.value !== '') open.value = false;
    else text.value = '';
    return;
  }
  if (event.key === 'Enter') {
    event.preventDefault();
    if (at.value >= 0) choose(finding, at.value);
    else if (finding.page.value?.items.length === 1) choose(finding, 0);
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || lines === 0) return;
  event.preventDefault();
  open.value = true;
  // One place before the first is the text itself.
  at.value = ((at.value + 1 + step + lines + 1) % (lines + 1)) - 1;
}

function Lines({ finding }: { readonly finding: Finding }) {
  const { page, at, text } = finding;
  const items = page.value?.items ?? [];
  const press = (event: MouseEvent): void => {
    const line = (event.target as Element).closest<HTMLElement>('[data-at]');
    if (line !== null) choose(finding, Number(line.dataset['at']));
  };
  return (
    <ul
      class="found"
      role="listbox"
      id="found"
      aria-label={t('find.label')}
      onPointerDown={(event) => event.preventDefault()}
      onClick={press}
    >
      {items.map((one, index) => (
        <Option key={one.id} one={one} at={index} chosen={at.value === index} />
      ))}
      {items.length > 0 && here.value !== null && (
        <li
          class="found-narrow"
          role="option"
          id={`found-${String(items.length)}`}
          aria-selected={at.value === items.length}
          data-at={items.length}
        >
          {t('find.narrow', { text: text.value.trim() })}
        </li>
      )}
    </ul>
  );
}

function useSlash(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isNotOurs(event) || isTyping(event.target) || !shortcutsOn.value) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [input]);
}

function Field({ finding }: { readonly finding: Finding }) {
  const input = useRef<HTMLInputElement>(null);
  useSlash(input);
  const { text, open, at } = finding;
  const lines = open.value ? linesOf(finding) : 0;
  return (
    <input
      ref={input}
      id="find"
      type="text"
      enterKeyHint="search"
      role="combobox"
      autocomplete="off"
      spellcheck={false}
      placeholder={t('find.label')}
      aria-label={t('find.label')}
      aria-autocomplete="list"
      aria-expanded={lines > 0}
      aria-controls={lines > 0 ? 'found' : undefined}
      aria-activedescendant={lines > 0 && at.value >= 0 ? `found-${String(at.value)}` : undefined}
      value={text.value}
      onInput={(event) => {
        text.value = event.currentTarget.value;
        open.value = true;
      }}
      onFocus={() => (open.value = true)}
      onBlur={() => (open.value = false)}
      onKeyDown={(event) => onArrows(finding, event)}
    />
  );
}

/** The search for a patient, in the bar on top. */
export function FindPatient() {
  const finding: Finding = {
    text: useSignal(''),
    page: useSignal<FoundPage | null>(null),
    failure: useSignal<string | null>(null),
    open: useSignal(false),
    at: useSignal(-1),
  };
  useAnswers(finding);
  if (!may('patient.read')) return null;
  const words = said(finding);
  const none = finding.failure.value !== null || finding.page.value?.items.length === 0;
  return (
    <div class="find" role="search">
      <Icon name="search" />
      <Field finding={finding} />
      {shortcutsOn.value && <kbd aria-hidden="true">/</kbd>}
      {finding.open.value && linesOf(finding) > 0 && <Lines finding={finding} />}
      <p role="status" class={finding.open.value && none ? 'found found-none' : 'sr'}>
        {words}
      </p>
    </div>
  );
}
