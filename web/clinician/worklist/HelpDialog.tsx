import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { t } from '../../shared/i18n';
import type { Face } from '../../shared/zone';
import { Key } from './Key';
import { setShortcuts, shortcutsOn } from './shortcuts';

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['j', 'k'], 'help.move'],
  [['Enter'], 'help.open'],
  [['t'], 'help.take'],
  [['a'], 'help.acknowledge'],
  [['1', '–', '9'], 'help.outcome'],
  [['Esc'], 'help.close'],
  [['?'], 'help.help'],
];

const MARKS: readonly (readonly [Face, string])[] = [
  ['red', 'help.red'],
  ['yellow', 'help.yellow'],
  ['unsure', 'help.unsure'],
  ['missing', 'help.missing'],
  ['green', 'help.green'],
];

function KeyList() {
  return (
    <dl class="key-list">
      {KEYS.map(([keys, says]) => (
        <div key={says}>
          <dt>
            {keys.map((key) => (key === '–' ? key : <Key key={key}>{key}</Key>))}
          </dt>
          <dd>{t(says)}</dd>
        </div>
      ))}
    </dl>
  );
}

function MarkList() {
  return (
    <ul class="mark-list">
      {MARKS.map(([face, says]) => (
        <li key={face}>
          <ZoneMark face={face} /> {t(says)}
        </li>
      ))}
    </ul>
  );
}

/** The keys, and what the marks mean. */
export function HelpDialog({ open }: { readonly open: Signal<boolean> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const wanted = open.value;
  useEffect(() => {
    if (wanted && dialog.current?.open === false) dialog.current.showModal();
  }, [wanted]);
  return (
    <dialog
      class="ds-dialog help"
      ref={dialog}
      aria-labelledby="h-help"
      onClose={() => (open.value = false)}
    >
      <h2 id="h-help">{t('help.title')}</h2>
      <h3>{t('help.keys')}</h3>
      <KeyList />
      <label class="tick" for="shortcuts">
        <input
          class="ds-input"
          type="checkbox"
          id="shortcuts"
          checked={shortcutsOn.value}
          onChange={(event) => setShortcuts(event.currentTarget.checked)}
        />
        {t('help.shortcuts_on')}
      </label>
      <h3>{t('help.marks')}</h3>
      <MarkList />
      <button class="ds-button" type="button" onClick={() => dialog.current?.close()}>
        {t('help.close_button')} <Key>Esc</Key>
      </button>
    </dialog>
  );
}
