import type { Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { t } from '../../shared/i18n';
import type { Face } from '../../shared/zone';
import { Key } from './Key';
import { mayHandle } from './outcomes';
import { setShortcuts, shortcutsOn } from './shortcuts';

type Keys = readonly (readonly [readonly string[], string])[];

/** The keys by where they work; those of acts are for those who may act. */
const GROUPS: readonly (readonly [string, Keys, Keys])[] = [
  [
    'help.in_list',
    [
      [['j', 'k'], 'help.move'],
      [['Home', 'End'], 'help.ends'],
      [['PgUp', 'PgDn'], 'help.page'],
      [['Enter'], 'help.open'],
    ],
    [
      [['t'], 'help.take'],
      [['a'], 'help.acknowledge'],
      [['g'], 'help.greens'],
    ],
  ],
  [
    'help.in_case',
    [[['Esc'], 'help.close']],
    [
      [['1', '–', '9', '0'], 'help.outcome'],
      [['Enter'], 'help.save'],
      [['o'], 'help.tasks'],
      [['m'], 'help.messages'],
      [['Ctrl', 'Enter'], 'help.send'],
      [['n'], 'help.next'],
    ],
  ],
  [
    'help.anywhere',
    [
      [['/'], 'help.find'],
      [['?'], 'help.help'],
    ],
    [[['z'], 'help.undo']],
  ],
];

const MARKS: readonly (readonly [Face, string])[] = [
  ['red', 'help.red'],
  ['yellow', 'help.yellow'],
  ['unsure', 'help.unsure'],
  ['missing', 'help.missing'],
  ['green', 'help.green'],
];

function KeyList({ keys }: { readonly keys: Keys }) {
  return (
    <dl class="key-list">
      {keys.map(([caps, says]) => (
        <div key={says}>
          <dt>{caps.map((cap) => (cap === '–' ? cap : <Key key={cap}>{cap}</Key>))}</dt>
          <dd>{t(says)}</dd>
        </div>
      ))}
    </dl>
  );
}

function KeyGroups() {
  const acts = mayHandle();
  return (
    <div class="key-groups">
      {GROUPS.map(([title, always, handling]) => (
        <section key={title} aria-labelledby={`h-${title}`}>
          <h3 id={`h-${title}`}>{t(title)}</h3>
          <KeyList keys={acts ? [...always, ...handling] : always} />
        </section>
      ))}
      <section aria-labelledby="h-help-marks">
        <h3 id="h-help-marks">{t('help.marks')}</h3>
        <MarkList />
      </section>
    </div>
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
  useLayoutEffect(() => {
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
      <KeyGroups />
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
      <button class="ds-button" type="button" onClick={() => dialog.current?.close()}>
        {t('help.close_button')} <Key>Esc</Key>
      </button>
    </dialog>
  );
}
