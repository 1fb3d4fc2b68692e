import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';

interface Properties {
  readonly failure: unknown;
  readonly again: () => void;
}

/** The list did not come: why, that nothing is lost, and what to do. */
export function ListError({ failure, again }: Properties) {
  return (
    <div class="instead" role="alert">
      <h2>{t('error.list')}</h2>
      <p>{wordsFor(failure)}</p>
      <button class="ds-button" type="button" onClick={again}>
        {t('act.try_again')}
      </button>
    </div>
  );
}
