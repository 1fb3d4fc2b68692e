import { t } from '../../shared/i18n';

/** The ways between the clinician's screens. */
export function MainNav() {
  return (
    <nav aria-label={t('nav.label')}>
      <a href="/" aria-current="page">
        {t('nav.worklist')}
      </a>
    </nav>
  );
}
