import { Icon } from '../../shared/components/Icon';
import { moment } from '../../shared/format';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';

/** Says that what is shown may be old, and since when. The region stands there always, to be heard. */
export function ConnectionBanner({ since }: { readonly since: number | null }) {
  return (
    <div role="status">
      {since !== null && (
        <p class="banner">
          <Icon name="offline" />
          <span>
            {t('connection.lost', { time: moment(new Date(since).toISOString(), now.value) })}
          </span>
        </p>
      )}
    </div>
  );
}
