import { useLayoutEffect, useRef } from 'preact/hooks';
import type { WorklistItem } from '../../shared/api';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { age } from '../../shared/format';
import { t, tn } from '../../shared/i18n';
import { now } from '../../shared/now';
import { faceOf } from '../../shared/zone';
import { openCase, type Desk } from './desk';
import type { GreensAct } from './greens';
import { Key } from './Key';
import { keyOf } from './order';
import { belongsTo } from './reasons';
import type { Greens } from './shapes';
import './greens.css';

interface Properties {
  readonly desk: Desk;
  readonly act: GreensAct;
}

/** Why a green is left: the first look, and what else there is. */
function whyLeft(item: WorklistItem): readonly [string, string] {
  const texts = item.looks.map((look) => look.text);
  const by = item.takenBy;
  if (by !== null && !by.mine) texts.push(t('taken.by', { name: by.name }));
  const [first = '', ...rest] = texts;
  const cut = /^([^,:«]+)[,:] (.+)$/.exec(first);
  const head = cut?.[1] ?? first;
  return [head, [cut?.[2] ?? '', ...rest].filter((text) => text !== '').join(' · ')];
}

function Left({ desk, act, item }: Properties & { readonly item: WorklistItem }) {
  const { face, word } = faceOf(item);
  const [head, rest] = whyLeft(item);
  const { name, born } = item.patient;
  const line = useRef<HTMLLIElement>(null);
  const open = (): void => {
    // At once: shut after the case was opened it would take the focus from it.
    line.current?.closest('dialog')?.close();
    act.shut();
    openCase(desk, item, 'heading');
  };
  return (
    <li ref={line}>
      <ZoneMark face={face} />
      <span class="sr">{t(word)}: </span>
      <p>
        <b>
          {name}, {age(born, now.value)}
        </b>
        <small>{belongsTo(item.enrolments)}</small>
      </p>
      <p>
        <b>{head}</b>
        {rest !== '' && <small>{rest}</small>}
      </p>
      <button class="textlink" type="button" onClick={open}>
        {t('greens.open')}
        <span class="sr"> {name}</span>
      </button>
    </li>
  );
}

/** How many there are, those to look at first, and those who would be acknowledged. */
function Tally({ desk, act, greens }: Properties & { readonly greens: Greens }) {
  const ready = greens.ready.length;
  const left = greens.left.length;
  return (
    <>
      <p class="tally">
        <b>{ready + left}</b> {tn('greens.all', ready + left)} <b>{ready}</b> {tn('greens.go', ready)}{' '}
        <b>{left}</b> {tn('greens.stay', left)}
      </p>
      {left > 0 && (
        <>
          <h3 id="h-left">{tn('greens.first', left)}</h3>
          <ul class="left-out" aria-labelledby="h-left" tabIndex={0}>
            {greens.left.map((item) => (
              <Left key={keyOf(item)} desk={desk} act={act} item={item} />
            ))}
          </ul>
        </>
      )}
      {ready > 0 && (
        <details class="ready">
          <summary>{tn('greens.show', ready)}</summary>
          <ul tabIndex={0} aria-label={tn('greens.show', ready)}>
            {greens.ready.map(({ patient }) => (
              <li key={patient.id}>
                {patient.name} <span>{age(patient.born, now.value)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** The dialog is as open as the act says, before anything in it is to have the focus; closed by Escape it says so to the
 * act. */
function useDialog(act: GreensAct) {
  const dialog = useRef<HTMLDialogElement>(null);
  const wanted = act.phase.value !== 'shut';
  useLayoutEffect(() => {
    if (dialog.current === null || dialog.current.open === wanted) return;
    if (wanted) dialog.current.showModal();
    else dialog.current.close();
  }, [wanted]);
  return dialog;
}

/** All greens at once, with those left out and why. */
export function GreensDialog({ desk, act }: Properties) {
  const dialog = useDialog(act);
  const go = useRef<HTMLButtonElement>(null);
  const { value: phase } = act.phase;
  const { value: greens } = act.greens;
  const { value: failure } = act.failure;
  const ready = greens?.ready.length ?? 0;
  const there = phase === 'ready' && ready > 0;
  useLayoutEffect(() => {
    if (there) go.current?.focus();
  }, [there]);
  return (
    <dialog
      class="ds-dialog greens"
      ref={dialog}
      aria-labelledby="h-greens"
      aria-busy={phase === 'loading'}
      onCancel={(event) => phase === 'sending' && event.preventDefault()}
      onClose={() => act.shut()}
    >
      <h2 id="h-greens">{t('greens.title')}</h2>
      {greens !== null && <Tally desk={desk} act={act} greens={greens} />}
      <div role="status">
        {phase === 'loading' && <p>{t('greens.loading')}</p>}
        {phase === 'ready' && greens !== null && ready === 0 && <p>{t('greens.nobody')}</p>}
      </div>
      {failure !== null && (
        <p role="alert">
          {failure}{' '}
          {greens === null && (
            <button class="textlink" type="button" onClick={() => void act.load()}>
              {t('act.try_again')}
            </button>
          )}
        </p>
      )}
      <div class="dialog-foot">
        <p class="soft">{ready > 0 && t('greens.told')}</p>
        <button
          class="ds-button"
          data-variant="tertiary"
          type="button"
          onClick={() => act.shut()}
        >
          {t(ready > 0 ? 'greens.cancel' : 'greens.shut')} <Key>Esc</Key>
        </button>
        {ready > 0 && (
          <button
            class="ds-button"
            type="button"
            ref={go}
            aria-busy={phase === 'sending'}
            onClick={() => void act.acknowledge()}
          >
            {tn('greens.acknowledge', ready)}
          </button>
        )}
      </div>
    </dialog>
  );
}
