import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { t } from '../i18n';

/** When drawing fails, the page says so: half a page must not look like a whole one. */
export function Boundary({ children }: { readonly children: ComponentChildren }) {
  const error: unknown = useErrorBoundary((thrown: unknown) => console.error(thrown))[0];
  if (error === undefined) return <>{children}</>;
  return (
    <main class="instead">
      <h1>{t('error.broken')}</h1>
      <p role="alert">{t('error.broken_why')}</p>
      <button class="ds-button" type="button" onClick={() => location.reload()}>
        {t('error.reload')}
      </button>
    </main>
  );
}
