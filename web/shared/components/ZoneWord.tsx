import type { WorklistItem } from '../api';
import { t } from '../i18n';
import { faceOf } from '../zone';
import { ZoneMark } from './ZoneMark';

interface Properties {
  readonly judged: Pick<WorklistItem, 'zone' | 'unconfirmed' | 'missing'>;
}

/** Shape, colour and word of a zone, and under it what else must be known. */
export function ZoneWord({ judged }: Properties) {
  const { face, word, beside } = faceOf(judged);
  return (
    <>
      <span class={`zone zone-${face}`}>
        <ZoneMark face={face} />
        <span>{t(word)}</span>
      </span>
      {beside !== null && <small class="zone-beside">{t(beside)}</small>}
    </>
  );
}
