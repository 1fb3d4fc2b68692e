import { t } from '../../../shared/i18n';
import { settle } from '../acts';
import type { Desk, OpenCase } from '../desk';
import { isPlainGreen, mayHandle } from '../outcomes';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

/** A green that is there for something else may be acknowledged all the same; else it waits among the greens. */
export function SeenToo({ desk, open }: Properties) {
  if (!mayHandle() || !isPlainGreen(open.item)) return <span class="push" />;
  return (
    <button class="textlink push" type="button" aria-busy={desk.busy.value} onClick={() => settle(desk)}>
      {t('outcome.seen_and_next')}
    </button>
  );
}
