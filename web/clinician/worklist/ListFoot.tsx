import { t } from '../../shared/i18n';
import type { Desk } from './desk';
import { Key } from './Key';
import { NoticeLine } from './NoticeLine';
import { mayHandle } from './outcomes';
import { shortcutsOn } from './shortcuts';

interface Properties {
  readonly desk: Desk;
  readonly help: () => void;
}

function Keys() {
  const keys: readonly (readonly [readonly string[], string])[] = [
    [['j', 'k'], 'keys.move'],
    [['Enter'], 'keys.open'],
    ...(mayHandle() ? ([[['t'], 'keys.take'], [['a'], 'keys.acknowledge']] as const) : []),
  ];
  return (
    <p class="keys">
      {keys.map(([caps, says]) => (
        <span key={says}>
          {caps.map((cap) => (
            <Key key={cap}>{cap}</Key>
          ))}
          {t(says)}
        </span>
      ))}
    </p>
  );
}

/** What was just done, or else what the keys do. */
export function ListFoot({ desk, help }: Properties) {
  const notice = desk.listNotice.value;
  return (
    <div class="list-foot">
      <NoticeLine notice={notice} dismiss={() => (desk.listNotice.value = null)} />
      {notice === null && shortcutsOn.value && <Keys />}
      <button class="ds-button push" data-variant="tertiary" type="button" onClick={help}>
        {t('keys.help')} <Key>?</Key>
      </button>
    </div>
  );
}
