import { batch, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { LanguageSwitch } from '../../shared/components/LanguageSwitch';
import type { Named } from '../../shared/api';
import { t } from '../../shared/i18n';
import { me, signOut } from '../../shared/session';
import { Bar } from '../parts/Bar';
import { always, Calls } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { Failed, Loading } from '../parts/Instead';
import { dropKins } from '../report/draft';
import { several, theirs, whose } from './whose';

interface PageProperties {
  readonly title: string;
  readonly people: readonly Named[];
  readonly children: ComponentChildren;
}

/** What stands on a page of next of kin where no day is chosen. */
function Page({ title, people, children }: PageProperties) {
  // What was begun for one of them does not stay behind in a browser that others may use.
  const leave = (): void => void signOut().then(() => people.forEach(({ id }) => dropKins(id)));
  return (
    <>
      <Bar>{null}</Bar>
      <main class="hand me">
        <div>
          <Heading title={title}>{title}</Heading>
          {children}
          <footer class="foot">
            <p class="calm">{t('me.signed_in_as', { name: me.value?.account.name ?? '' })}</p>
            <div>
              <LanguageSwitch />
              <button class="ds-button quiet" data-variant="tertiary" type="button" onClick={leave}>
                {t('top.sign_out')}
              </button>
            </div>
          </footer>
        </div>
      </main>
    </>
  );
}

function Choose({ people }: { readonly people: readonly Named[] }) {
  return (
    <Page title={t('me.kin_choose')} people={people}>
      <div class="kin-people">
        {people.map((one) => (
          <button key={one.id} class="ds-button go" data-variant="secondary" type="button" onClick={() => (whose.value = one)}>
            {one.name}
          </button>
        ))}
      </div>
    </Page>
  );
}

function Nobody() {
  return (
    <Page title={t('me.kin_nobody')} people={[]}>
      <p>{t('me.kin_nobody_why')}</p>
      <Calls contacts={always()} />
    </Page>
  );
}

/** The day of the one whose kin one is; of several one chooses. */
export function KinScreen({ children }: { readonly children: ComponentChildren }) {
  const people = useSignal<readonly Named[] | null>(null);
  const failed = useSignal<unknown>(null);
  const ask = (): void => {
    failed.value = null;
    theirs()
      .then((found) =>
        batch(() => {
          people.value = found;
          several.value = found.length > 1;
          if (found.length === 1) whose.value = found[0] ?? null;
        }),
      )
      .catch((error: unknown) => (failed.value = error));
  };
  useEffect(ask, []);
  if (whose.value !== null) return <>{children}</>;
  if (failed.value !== null) return <Failed why={failed.value} again={ask} />;
  if (people.value === null) return <Loading />;
  return people.value.length === 0 ? <Nobody /> : <Choose people={people.value} />;
}
