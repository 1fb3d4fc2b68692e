import { Problem } from '../../shared/http';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';

interface Properties {
  readonly failure: unknown;
  readonly again: () => void;
}

/** The list did not come: why, that nothing is lost, and what to do. */
export function ListError({ failure, again }: Properties) {
  const forbidden = failure instanceof Problem && failure.status === 403;
  return (
    <div class="instead" role="alert">
      <h2>{t(forbidden ? 'error.no_list' : 'error.list')}</h2>
      <p>{forbidden ? t('error.no_list_why') : wordsFor(failure)}</p>
      {!forbidden && (
        <button class="ds-button" type="button" onClick={again}>
          {t('act.try_again')}
        </button>
      )}
    </div>
  );
}
