import { language, speak } from '../i18n';

/** Offers the other language, in its own words. */
export function LanguageSwitch() {
  const other = language.value === 'nb' ? 'en' : 'nb';
  return (
    <button
      class="ds-button quiet"
      data-variant="tertiary"
      type="button"
      lang={other}
      onClick={() => void speak(other)}
    >
      {other === 'en' ? 'English' : 'Norsk'}
    </button>
  );
}
