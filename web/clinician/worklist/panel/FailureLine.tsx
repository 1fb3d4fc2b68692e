import { t } from '../../../shared/i18n';
import { wordsFor } from '../../../shared/words';

interface Properties {
  /** null: nothing is wrong. */
  readonly failure: unknown;
  readonly again: () => unknown;
}

/** A part of the case could not be read; reading it again is what helps. */
export function FailureLine({ failure, again }: Properties) {
  if (failure === null) return null;
  return (
    <p role="alert">
      {wordsFor(failure)}{' '}
      <button class="textlink" type="button" onClick={() => void again()}>
        {t('act.try_again')}
      </button>
    </p>
  );
}
