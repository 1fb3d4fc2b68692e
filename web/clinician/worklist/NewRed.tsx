import type { WorklistItem } from '../../shared/api';
import { Icon } from '../../shared/components/Icon';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { t, tn } from '../../shared/i18n';
import { openCase, type Desk } from './desk';
import { keyOf } from './order';

const told = (news: readonly WorklistItem[]): string => {
  const [only] = news;
  if (only !== undefined && news.length === 1) {
    const { name } = only.patient;
    const reason = only.reasons[0]?.text ?? '';
    return reason === '' ? t('red.new_bare', { name }) : t('red.new', { name, reason });
  }
  return tn('red.several', news.length, { names: news.map((one) => one.patient.name).join(', ') });
};

/** A new red, once, seen and heard; it stays until it is opened or put away. */
export function NewRed({ desk }: { readonly desk: Desk }) {
  const news = desk.list.news.value;
  const first = news[0];
  const putAway = (): void => void (desk.list.news.value = []);
  const show = (item: WorklistItem): void => {
    putAway();
    openCase(desk, item, 'heading');
  };
  return (
    <div class={first === undefined ? 'news' : 'news news-there'}>
      <div role="status" aria-live="polite" id="new-red">
        {first !== undefined && (
          <p key={news.map((one) => keyOf(one) + String(one.since)).join()}>
            <ZoneMark face="red" />
            <b>{told(news)}</b>
          </p>
        )}
      </div>
      {first !== undefined && (
        <>
          <button
            class="ds-button"
            data-variant="secondary"
            type="button"
            onClick={() => show(first)}
          >
            {t('red.open')}
          </button>
          <button
            class="ds-button"
            data-variant="tertiary"
            data-icon
            type="button"
            aria-label={t('red.put_away')}
            onClick={putAway}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </div>
  );
}
