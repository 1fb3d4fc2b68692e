import { choose, language, type Language, offered } from '../i18n';

const OWN_NAMES: Readonly<Record<Language, string>> = {
  nb: 'Norsk',
  en: 'English',
  ar: 'العربية',
};

/** Offers the page's other languages, each in its own words. */
export function LanguageSwitch() {
  return offered.value
    .filter((one) => one !== language.value)
    .map((one) => (
      <button
        key={one}
        class="ds-button quiet"
        data-variant="tertiary"
        type="button"
        lang={one}
        onClick={() => void choose(one)}
      >
        {OWN_NAMES[one]}
      </button>
    ));
}
