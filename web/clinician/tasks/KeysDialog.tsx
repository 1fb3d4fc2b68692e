import type { Signal } from '@preact/signals';
import { t } from '../../shared/i18n';
import { setShortcuts, shortcutsOn } from '../frame/keys';
import { Dialog } from '../record/parts/Dialog';
import { Key } from '../worklist/Key';

interface Properties {
  readonly open: Signal<boolean>;
  /** Key caps, and what they do. */
  readonly keys: readonly (readonly [readonly string[], string])[];
}

/** The keys of a page, and the way to turn them off. */
export function KeysDialog({ open, keys }: Properties) {
  if (!open.value) return null;
  return (
    <Dialog id="h-keys" title={t('help.title')} close={() => (open.value = false)}>
      <dl class="keys-list">
        {keys.map(([caps, says]) => (
          <div key={says}>
            <dt>{caps.map((cap) => (cap === '–' ? cap : <Key key={cap}>{cap}</Key>))}</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
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
      <button class="ds-button" type="button" onClick={() => (open.value = false)}>
        {t('help.close_button')} <Key>Esc</Key>
      </button>
    </Dialog>
  );
}
