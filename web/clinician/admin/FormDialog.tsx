import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Problem } from '../../shared/http';
import { t, tMaybe } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import type { Errors } from './Fields';

interface Properties {
  readonly title: string;
  /** What it leads to, in words. */
  readonly lead?: string;
  readonly act: string;
  /** What is wrong before anything is sent; nothing: send it. */
  readonly check?: (data: FormData) => Errors;
  readonly send: (data: FormData) => Promise<void>;
  readonly close: () => void;
  /** What a refusal means here, by its status. */
  readonly refusals?: Readonly<Record<number, string | ((problem: Problem) => string)>>;
  readonly children?: (errors: Errors) => ComponentChildren;
}

/** The field that the server found wrong: "/parties" is in the form what `name="parties"` is. */
const fieldOf = (problem: Problem): string => problem.place.split('/')[1] ?? '';

const errorsOf = (error: unknown, form: HTMLFormElement): Errors => {
  if (!(error instanceof Problem)) return {};
  const field = fieldOf(error);
  if (field === '' || form.elements.namedItem(field) === null) return {};
  return { [field]: tMaybe(`admin.wrong.${field}`, error.detail) };
};

const refusalOf = (error: unknown, refusals: NonNullable<Properties['refusals']>): string => {
  if (!(error instanceof Problem)) return wordsFor(error);
  const says = refusals[error.status];
  return typeof says === 'function' ? says(error) : (says ?? wordsFor(error));
};

/** A form over the page. What was typed stays until it is stored; an error brings the hand to its field. */
export function FormDialog({ title, lead, act, check, send, close, refusals = {}, children }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const errors = useSignal<Errors>({});
  const failure = useSignal('');
  const busy = useSignal(false);
  useLayoutEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const wrong = (found: Errors): void => {
    errors.value = found;
    const first = Object.keys(found)[0];
    if (first !== undefined) form.current?.querySelector<HTMLElement>(`#f-${first}`)?.focus();
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (form.current === null || busy.value) return;
    const data = new FormData(form.current);
    const found = check?.(data) ?? {};
    failure.value = '';
    wrong(found);
    if (Object.keys(found).length > 0) return;
    busy.value = true;
    try {
      await send(data);
      dialog.current?.close();
    } catch (error) {
      const places = errorsOf(error, form.current);
      wrong(places);
      if (Object.keys(places).length === 0) failure.value = refusalOf(error, refusals);
    } finally {
      busy.value = false;
    }
  };
  return (
    <dialog class="ds-dialog admin-dialog" ref={dialog} aria-labelledby="h-dialog" onClose={close}>
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <h2 id="h-dialog">{title}</h2>
        {lead !== undefined && <p>{lead}</p>}
        {children?.(errors.value)}
        <div role="alert">{failure.value !== '' && <p class="failure">{failure.value}</p>}</div>
        <div class="buttons">
          <button class="ds-button" type="submit" aria-busy={busy.value}>
            {act}
          </button>
          <button
            class="ds-button"
            data-variant="secondary"
            type="button"
            onClick={() => dialog.current?.close()}
          >
            {t('admin.cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
