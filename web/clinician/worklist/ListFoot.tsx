import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Icon } from '../../shared/components/Icon';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { serverNow } from '../../shared/http';
import { t } from '../../shared/i18n';
import type { Desk } from './desk';
import { Key } from './Key';
import { NoticeLine } from './NoticeLine';
import { mayHandle } from './outcomes';
import { shortcutsOn } from './shortcuts';
import { forgetOld, undoLast, type Undoable } from './undo';

const GOOD_MS = 12_000;

interface Properties {
  readonly desk: Desk;
  readonly help: () => void;
  readonly greens: () => void;
}

function Keys() {
  const keys: readonly (readonly [readonly string[], string])[] = [
    [['j', 'k'], 'keys.move'],
    [['Enter'], 'keys.open'],
    ...(mayHandle()
      ? ([
          [['t'], 'keys.take'],
          [['a'], 'keys.acknowledge'],
          [['z'], 'keys.undo'],
        ] as const)
      : []),
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

/** The seconds that are left, for the eye: what was done is said once, beside it. */
function UndoButton({ desk, act }: { readonly desk: Desk; readonly act: Undoable }) {
  const left = useSignal(0);
  useEffect(() => {
    const tick = (): void => {
      left.value = Math.max(0, Math.ceil((act.until - serverNow()) / 1000));
      forgetOld(desk);
    };
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [desk, act, left]);
  return (
    <>
      <button
        class="ds-button undo"
        data-variant="secondary"
        type="button"
        aria-busy={desk.busy.value}
        onClick={() => void undoLast(desk)}
      >
        <Icon name="undo" />
        {t('undo.button')} {shortcutsOn.value && <Key>z</Key>}
      </button>
      <span class="soft undo-left" aria-hidden="true">
        {t('undo.seconds', { n: left.value })}
      </span>
    </>
  );
}

/** Good news needs no answer: it goes by itself. */
function useFading(desk: Desk): void {
  const notice = desk.listNotice.value;
  useEffect(() => {
    if (notice?.tone !== 'good') return undefined;
    const timer = setTimeout(() => (desk.listNotice.value = null), GOOD_MS);
    return () => clearTimeout(timer);
  }, [desk, notice]);
}

/** What was just done and the way back, or else what the keys do; and the greens. */
export function ListFoot({ desk, help, greens }: Properties) {
  useFading(desk);
  const act = desk.undoable.value.at(-1);
  const notice = desk.listNotice.value ?? (act === undefined ? null : { tone: 'good' as const, text: act.says });
  const some = (desk.list.counts.value?.green ?? 0) > 0;
  const dismiss = (): void => {
    if (desk.listNotice.value === null) desk.undoable.value = [];
    desk.listNotice.value = null;
  };
  return (
    <div class="list-foot">
      <NoticeLine notice={notice} dismiss={act === undefined ? dismiss : undefined} />
      {act !== undefined && <UndoButton desk={desk} act={act} />}
      {notice === null && shortcutsOn.value && <Keys />}
      <button class="help-key" type="button" onClick={help}>
        <Key>?</Key> {t('keys.help')}
      </button>
      {mayHandle() && some && (
        <button class="ds-button push" data-variant="secondary" type="button" onClick={greens}>
          <ZoneMark face="green" />
          {t('greens.title')} {shortcutsOn.value && <Key>g</Key>}
        </button>
      )}
    </div>
  );
}
