import type { ComponentChildren } from 'preact';
import { Brand } from '../../shared/components/Brand';
import { Icon } from '../../shared/components/Icon';
import { t } from '../../shared/i18n';
import { go, goBack } from '../place';

/** Whom to call is one touch away from every screen. */
export function HelpButton() {
  return (
    <button class="help" type="button" onClick={() => go({ screen: 'help' })}>
      <Icon name="phone" />
      {t('me.help')}
    </button>
  );
}

export function BackButton() {
  return (
    <button class="back" type="button" aria-label={t('panel.back')} onClick={goBack}>
      <Icon name="chevron" />
    </button>
  );
}

/** On top of a screen that is no step: the name, and what stands at the end. */
export function Bar({ children }: { readonly children?: ComponentChildren }) {
  return (
    <header class="bar">
      <Brand home="/me" />
      <div class="bar-end">{children ?? <HelpButton />}</div>
    </header>
  );
}
