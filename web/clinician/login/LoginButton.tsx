import type { DemoLogin } from '../../shared/api';
import { Face } from '../../shared/components/Face';
import { tMaybe } from '../../shared/i18n';

interface Properties {
  readonly login: DemoLogin;
  readonly choose: (login: DemoLogin) => void;
}

/** One person to be: name, role and where. */
export function LoginButton({ login, choose }: Properties) {
  const role = tMaybe(`role.${login.role}`, login.role);
  return (
    <button class="login" type="button" data-login={login.login} onClick={() => choose(login)}>
      <Face name={login.name} mine={false} />
      <span>
        <b>{login.name}</b>
        <small>{[role, login.organisation].filter(Boolean).join(' · ')}</small>
      </span>
    </button>
  );
}
