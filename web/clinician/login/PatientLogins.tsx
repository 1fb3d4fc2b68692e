import { useSignal } from '@preact/signals';
import type { DemoLogin } from '../../shared/api';
import { t, tn } from '../../shared/i18n';
import { patientsLike } from './groups';
import { LoginButton } from './LoginButton';

const AT_ONCE = 24;

interface Properties {
  readonly logins: readonly DemoLogin[];
  readonly choose: (login: DemoLogin) => void;
}

/** Patients and kin, of whom there are many: shown when asked for, found by name. */
export function PatientLogins({ logins, choose }: Properties) {
  const shown = useSignal(false);
  const words = useSignal('');
  const found = patientsLike(logins, words.value);
  if (patientsLike(logins, '').length === 0) return null;
  return (
    <section aria-labelledby="h-patients">
      <h2 id="h-patients">{t('login.patients')}</h2>
      <button
        class="ds-button"
        data-variant="secondary"
        type="button"
        aria-expanded={shown.value}
        onClick={() => (shown.value = !shown.value)}
      >
        {t(shown.value ? 'login.hide_patients' : 'login.show_patients')}
      </button>
      {shown.value && (
        <>
          <div class="login-search">
            <label for="find-patient">{t('login.find')}</label>
            <input
              class="ds-input"
              id="find-patient"
              type="search"
              autocomplete="off"
              onInput={(event) => (words.value = event.currentTarget.value)}
            />
          </div>
          <div class="logins">
            {found.slice(0, AT_ONCE).map((login) => (
              <LoginButton key={`${login.login} ${login.role}`} login={login} choose={choose} />
            ))}
          </div>
          <p class="soft" role="status">
            {found.length > AT_ONCE
              ? tn('login.more', found.length - AT_ONCE)
              : tn('login.found', found.length)}
          </p>
        </>
      )}
    </section>
  );
}
