import { t } from '../../shared/i18n';
import type { Desk } from './desk';
import { Key } from './Key';
import { NoticeLine } from './NoticeLine';
import { shortcutsOn } from './shortcuts';

interface Properties {
  readonly desk: Desk;
  readonly help: () => void;
}

/** What was just done, or else what the keys do. */
export function ListFoot({ desk, help }: Properties) {
  const notice = desk.listNotice.value;
  return (
    <div class="list-foot">
      <NoticeLine notice={notice} dismiss={() => (desk.listNotice.value = null)} />
      {notice === null && shortcutsOn.value && (
        <p class="keys">
          <span>
            <Key>j</Key> <Key>k</Key> {t('keys.move')}
          </span>
          <span>
            <Key>Enter</Key> {t('keys.open')}
          </span>
          <span>
            <Key>t</Key> {t('keys.take')}
          </span>
          <span>
            <Key>a</Key> {t('keys.acknowledge')}
          </span>
        </p>
      )}
      <button class="ds-button push" data-variant="tertiary" type="button" onClick={help}>
        {t('keys.help')} <Key>?</Key>
      </button>
    </div>
  );
}
