import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Me } from '../../shared/api';
import { Problem, send, signedOut, write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';

interface Properties {
  readonly token: string;
  readonly enter: (me: Me) => void;
}

/** Logs in by a link, once. Only the button uses it up: what merely opens the link, as previews in mail do, does not. */
export function LinkLogin({ token, enter }: Properties) {
  const failure = useSignal<unknown>(null);
  const sending = useSignal(false);
  const logIn = (): void => {
    failure.value = null;
    sending.value = true;
    signedOut.value = false;
    send<Me>(write('/api/login/link', { token }))
      .then(enter)
      .catch((error: unknown) => {
        failure.value = error;
        sending.value = false;
      });
  };
  if (failure.value instanceof Problem && failure.value.status < 500) return <Gone />;
  return (
    <>
      <p>{t('login.link')}</p>
      {failure.value !== null && <p role="alert">{wordsFor(failure.value)}</p>}
      <p>
        <button class="ds-button" type="button" aria-disabled={sending.value} onClick={() => sending.value || logIn()}>
          {t('login.title')}
        </button>
      </p>
    </>
  );
}

/** The button is gone, so this takes the focus. */
function Gone() {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.focus(), []);
  return (
    <div class="notice-wrong" role="alert" tabIndex={-1} ref={place}>
      <p>{t('login.link_gone')}</p>
      <p>{t('login.how')}</p>
    </div>
  );
}
