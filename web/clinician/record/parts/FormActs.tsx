import { t } from '../../../shared/i18n';
import type { Act } from './useAct';
import { Wrong } from './Wrong';

interface Properties {
  readonly act: Act;
  /** What the form does, in words. */
  readonly words: string;
  readonly close?: (() => void) | undefined;
  /** Shows what has come since, when the act went wrong. */
  readonly anew?: () => void;
}

/** The end of a form: what went wrong, and what may be done. */
export function FormActs({ act, words, close, anew }: Properties) {
  return (
    <>
      <Wrong of={act.wrong} />
      <div class="acts">
        <button class="ds-button" type="submit" aria-busy={act.busy.value}>
          {words}
        </button>
        {close !== undefined && (
          <button class="ds-button" data-variant="tertiary" type="button" onClick={close}>
            {t('record.cancel')}
          </button>
        )}
        {anew !== undefined && act.wrong.value !== null && (
          <button class="ds-button" data-variant="secondary" type="button" onClick={anew}>
            {t('limits.see_anew')}
          </button>
        )}
      </div>
    </>
  );
}
