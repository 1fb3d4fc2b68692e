import type { ComponentType } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n';

interface Properties {
  readonly load: () => Promise<ComponentType>;
}

/** A screen whose program is fetched when it is asked for, so that the list need not wait for it. */
export function Later({ load }: Properties) {
  const screen = useSignal<{ readonly Screen: ComponentType } | null>(null);
  const failed = useSignal(false);
  useEffect(() => {
    load()
      .then((Screen) => (screen.value = { Screen }))
      .catch(() => (failed.value = true));
  }, [load, screen, failed]);
  if (failed.value) {
    return (
      <main class="instead">
        <h1>{t('error.start')}</h1>
        <button class="ds-button" type="button" onClick={() => location.reload()}>
          {t('error.reload')}
        </button>
      </main>
    );
  }
  if (screen.value === null) return null;
  const { Screen } = screen.value;
  return <Screen />;
}
