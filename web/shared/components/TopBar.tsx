import type { ComponentChildren } from 'preact';
import { t, tMaybe } from '../i18n';
import { homeOf, me, signOut } from '../session';
import { Brand } from './Brand';
import { Face } from './Face';
import { LanguageSwitch } from './LanguageSwitch';

/** Who is signed in, as what and where. */
function SignedIn() {
  const who = me.value;
  if (who === null) return null;
  const role = tMaybe(`role.${who.role}`, who.role);
  return (
    <p class="signed-in">
      <Face name={who.account.name} mine={true} />
      <span>
        <span class="sr">{t('top.signed_in_as')} </span>
        <b>{who.account.name}</b>
        <small>{[role, who.organisation?.name].filter(Boolean).join(' · ')}</small>
      </span>
    </p>
  );
}

/** The frame of every page: the name, the ways, who is here, and the way out. */
export function TopBar({ children }: { readonly children?: ComponentChildren }) {
  const who = me.value;
  return (
    <header class="top">
      <Brand home={who === null ? '/' : homeOf(who.account.kind)} />
      {children}
      <div class="top-end">
        <SignedIn />
        <LanguageSwitch />
        {who !== null && (
          <button
            class="ds-button quiet"
            data-variant="tertiary"
            type="button"
            onClick={() => void signOut()}
          >
            {t('top.sign_out')}
          </button>
        )}
      </div>
    </header>
  );
}
