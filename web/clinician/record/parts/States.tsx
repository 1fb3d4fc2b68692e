// What stands where something is not there yet, or could not come.
import { Problem } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { wordsFor } from '../../../shared/words';

/** Bones of what will be here, and in words for who does not see them. */
export function Waiting() {
  return (
    <>
      <p class="sr" role="status">
        {t('record.loading')}
      </p>
      <div class="bones" aria-hidden="true" />
    </>
  );
}

interface Properties {
  readonly failure: unknown;
  readonly again: () => void;
  /** What is said where it is no more, or not one's own to see. */
  readonly gone?: string;
}

/** Why it could not come, and another try. */
export function Failure({ failure, again, gone }: Properties) {
  const missing = gone !== undefined && failure instanceof Problem && failure.status === 404;
  return (
    <div class="history-failure" role="alert">
      <p>{missing ? gone : wordsFor(failure)}</p>
      <button class="ds-button" data-variant="secondary" type="button" onClick={again}>
        {t('act.try_again')}
      </button>
    </div>
  );
}
