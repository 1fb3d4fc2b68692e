// What stands where a screen is not there yet, or could not come.
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import { Bar } from './Bar';
import { always, Calls } from './Calls';
import { Heading } from './Heading';

/** Nothing could be fetched: what that means, and whom to call all the same. */
export function Failed({ why, again }: { readonly why: unknown; readonly again: () => void }) {
  return (
    <>
      <Bar />
      <main class="hand again">
        <div role="alert">
          <Heading title={t('error.start')}>{t('error.start')}</Heading>
          <p>{wordsFor(why)}</p>
        </div>
        <button class="ds-button go" type="button" onClick={again}>
          {t('act.try_again')}
        </button>
        <div>
          <h2>{t('me.worse')}</h2>
          <Calls contacts={always()} />
        </div>
      </main>
    </>
  );
}

export function Loading() {
  return (
    <>
      <Bar />
      <main class="hand again">
        <Heading title={t('me.title')}>{t('me.title')}</Heading>
        <p role="status">{t('me.loading')}</p>
      </main>
    </>
  );
}
