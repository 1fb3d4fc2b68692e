import { t } from '../../shared/i18n';

interface Properties {
  readonly narrowed: boolean;
  readonly everything: () => void;
}

/** Why nobody is here, what will come here, and how to see more. */
export function EmptyList({ narrowed, everything }: Properties) {
  return (
    <div class="instead">
      <h2>{t(narrowed ? 'empty.narrowed' : 'empty.title')}</h2>
      <p>{t(narrowed ? 'empty.narrowed_why' : 'empty.why')}</p>
      {narrowed && (
        <button class="ds-button" data-variant="secondary" type="button" onClick={everything}>
          {t('empty.everything')}
        </button>
      )}
    </div>
  );
}
