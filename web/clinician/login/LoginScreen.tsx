import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Me } from '../../shared/api';
import { TopBar } from '../../shared/components/TopBar';
import { t } from '../../shared/i18n';
import { expect, homeOf, safeReturn } from '../../shared/session';
import { DemoLogins } from './DemoLogins';
import { LinkLogin } from './LinkLogin';
import './login.css';

/** Where the one who logged in was going, if it is theirs to see. */
function wayOn(me: Me): string {
  const home = homeOf(me.account.kind);
  const wanted = safeReturn(new URLSearchParams(location.search).get('return'));
  return wanted !== null && home === '/' && !wanted.startsWith('/me') ? wanted : home;
}

/** The link's token stands behind #, which a browser sends to nobody; a used one does not stay in the history. */
const tokenHere = (): string => location.hash.slice(1);

function enter(me: Me): void {
  expect(me);
  location.replace(wayOn(me));
}

/** The way in: by a link that works once, or in a demo by choosing who to be. */
export function LoginScreen() {
  const token = useSignal(tokenHere());
  useEffect(() => {
    // Another link, opened where this page stands already, changes no more than this.
    const look = (): void => void (token.value = tokenHere());
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const title = t('login.title');
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <TopBar />
      <main class="login-page">
        <h1>{title}</h1>
        {token.value === '' ? <DemoLogins enter={enter} /> : <LinkLogin key={token.value} token={token.value} enter={enter} />}
      </main>
    </>
  );
}
