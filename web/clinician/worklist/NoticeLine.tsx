import { Icon } from '../../shared/components/Icon';
import { t } from '../../shared/i18n';
import type { Notice } from './notice';

interface Properties {
  readonly notice: Notice | null;
  /** How it is put away; without one it goes by itself. */
  readonly dismiss: (() => void) | undefined;
}

/** Says what came of an act, and offers the way on. The region stands there always, to be heard. */
export function NoticeLine({ notice, dismiss }: Properties) {
  return (
    <div class={notice === null ? 'notice' : `notice notice-${notice.tone}`}>
      <div role="status">
        {notice !== null && (
          <p>
            {notice.tone === 'good' && <Icon name="check" />}
            {notice.text}
          </p>
        )}
      </div>
      {notice?.way !== undefined && (
        <button
          class="ds-button"
          data-variant="secondary"
          type="button"
          onClick={() => {
            dismiss?.();
            notice.way?.go();
          }}
        >
          {notice.way.label}
        </button>
      )}
      {notice !== null && dismiss !== undefined && (
        <button
          class="ds-button"
          data-variant="tertiary"
          data-icon
          type="button"
          aria-label={t('notice.dismiss')}
          onClick={dismiss}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
