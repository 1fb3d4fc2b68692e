import { LANGUAGE_NAMES } from './choices';

/** The languages that may be chosen for a patient, each in its own words. */
export function LanguageOptions() {
  return (
    <>
      {Object.entries(LANGUAGE_NAMES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </>
  );
}
