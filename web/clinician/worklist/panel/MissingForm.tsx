import { t } from '../../../shared/i18n';
import type { WorklistItem } from '../../../shared/api';
import { shortcutsOn } from '../../frame/keys';
import { CLEARS, type Clear } from '../../tasks/shapes';
import type { Desk, OpenCase } from '../desk';
import { Key } from '../Key';
import { clearMissing } from '../missing';
import { isQuiet, mayHandle } from '../outcomes';
import { missingWords } from '../reasons';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

interface ClearProperties extends Pick<Properties, 'desk'> {
  readonly item: WorklistItem;
  /** In the foot of a case that is nothing else, the digits are theirs. */
  readonly keys: boolean;
}

/** What came of it, each by one press. */
export function Clears({ desk, item, keys }: ClearProperties) {
  return (
    <div class="clears" role="group" aria-label={t('late.choose', { what: missingWords(item) })}>
      {CLEARS.map((one: Clear, at) => (
        <button
          key={one}
          class="ds-button"
          data-variant="secondary"
          type="button"
          data-clear={one}
          data-key={keys ? String(at + 1) : undefined}
          data-landing={keys && at === 0 ? '' : undefined}
          aria-busy={desk.busy.value}
          onClick={() => void clearMissing(desk, one)}
        >
          {keys && shortcutsOn.value && <Key>{at + 1}</Key>}
          {t(`late.${one}`)}
        </button>
      ))}
    </div>
  );
}

/** Beside a case: that reports are missing too, and the way to settle it. */
export function MissingStrip({ desk, open }: Properties) {
  const { item } = open;
  if (!item.missing || isQuiet(item) || !mayHandle()) return null;
  return (
    <section class="missing-strip" aria-labelledby="h-missing">
      <h3 id="h-missing">{missingWords(item)}</h3>
      <Clears desk={desk} item={item} keys={false} />
    </section>
  );
}
