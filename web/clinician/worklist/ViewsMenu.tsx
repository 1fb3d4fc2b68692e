import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Icon } from '../../shared/components/Icon';
import { t } from '../../shared/i18n';
import { isNarrowed } from './choice';
import { createViews, MOST_VIEWS, type Views } from './views';
import type { View } from './shapes';
import type { Worklist } from './worklist';

interface Properties {
  readonly list: Worklist;
  readonly views: Views;
  readonly shut: () => void;
}

function Line({ views, view, shut }: Pick<Properties, 'views' | 'shut'> & { readonly view: View }) {
  const choose = (): void => {
    views.choose(view);
    shut();
  };
  const drop = (event: MouseEvent): void => {
    const line = (event.currentTarget as HTMLElement).closest('li');
    const near = line?.nextElementSibling ?? line?.previousElementSibling;
    const heir = near?.querySelector('button') ?? line?.closest('.views-menu')?.querySelector('input');
    void views.drop(view).then(() => heir?.focus());
  };
  return (
    <li>
      <button
        class="views-name"
        type="button"
        aria-current={views.isChosen(view) ? 'true' : undefined}
        onClick={choose}
      >
        {view.name}
      </button>
      <button
        class="ds-button"
        data-variant="tertiary"
        data-icon
        type="button"
        aria-label={t('views.delete', { name: view.name })}
        title={t('views.delete', { name: view.name })}
        onClick={drop}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** Gives what is shown now a name. */
function Keep({ list, views }: Pick<Properties, 'list' | 'views'>) {
  const name = useSignal('');
  const keep = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name.value.trim() === '') return;
    if (await views.keep(name.value.trim())) name.value = '';
  };
  if ((views.items.value?.length ?? 0) >= MOST_VIEWS) return <p class="soft">{t('views.full')}</p>;
  if (!isNarrowed(list.choice.value)) return <p class="soft">{t('views.how')}</p>;
  return (
    <form class="views-keep" onSubmit={(event) => void keep(event)}>
      <label for="view-name">{t('views.keep_as')}</label>
      <input
        class="ds-input"
        id="view-name"
        autocomplete="off"
        maxLength={60}
        value={name.value}
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
      <button class="ds-button" data-variant="secondary" type="submit">
        {t('views.keep')}
      </button>
    </form>
  );
}

function Menu({ list, views, shut }: Properties) {
  const items = views.items.value;
  return (
    <div class="views-menu" id="views-menu" role="group" aria-label={t('views.title')}>
      {items !== null && items.length > 0 && (
        <ul>
          {items.map((view) => (
            <Line key={view.id} views={views} view={view} shut={shut} />
          ))}
        </ul>
      )}
      <Keep list={list} views={views} />
      <p role="status">{views.failure.value}</p>
    </div>
  );
}

/** Shuts by Escape, and when the hands go elsewhere. */
function useShutting(open: Signal<boolean>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const away = (event: Event): void => {
      if (event.target instanceof Node && place.current?.contains(event.target) === false) open.value = false;
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [open]);
  return place;
}

/** The saved views: a button by the filters, and what it opens. */
export function ViewsMenu({ list }: { readonly list: Worklist }) {
  const views = useMemo(() => createViews(list), [list]);
  const open = useSignal(false);
  const place = useShutting(open);
  const button = useRef<HTMLButtonElement>(null);
  const chosen = views.items.value?.find(views.isChosen);
  const shut = (): void => {
    open.value = false;
    button.current?.focus();
  };
  useEffect(() => void views.load(), [views]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open.value) return;
    event.preventDefault();
    event.stopPropagation();
    shut();
  };
  return (
    <div class="views" ref={place} onKeyDown={onKey}>
      <button
        class="ds-button"
        data-variant="tertiary"
        data-icon
        type="button"
        ref={button}
        aria-expanded={open.value}
        aria-controls="views-menu"
        aria-label={chosen === undefined ? t('views.title') : t('views.chosen', { name: chosen.name })}
        title={chosen === undefined ? t('views.title') : t('views.chosen', { name: chosen.name })}
        data-chosen={chosen === undefined ? undefined : ''}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="bookmark" />
      </button>
      {open.value && <Menu list={list} views={views} shut={shut} />}
    </div>
  );
}
