import { useSignal } from '@preact/signals';
import { write, type Write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { may } from '../../../shared/session';
import { Dialog } from '../parts/Dialog';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { useAct } from '../parts/useAct';
import type { Book } from '../record';
import type { LimitBook, Order } from '../shapes';
import { DifferenceTable } from './DifferenceTable';
import { habitsOf, standingNow, type Standing } from './levels';
import { belowFloors, standingWith } from './order';
import { OrderFacts } from './OrderFacts';
import { LevelList, WholeSet } from './WholeSet';
import { workshopPath } from './workshop/way';

interface Properties {
  readonly page: Book;
  readonly book: LimitBook;
  readonly order: Order;
  readonly done: (words: string) => void;
}

const wayOf = (book: LimitBook, order: Order, way: string, body: object): Write =>
  write(`/api/enrolments/${encodeURIComponent(book.enrolment)}/limits/${order.version}/${way}`, body);

/** What the order says, whole: it is this that is held against the doctor's own words. */
function Says({ id, book, order }: { readonly id: string; readonly book: LimitBook; readonly order: Order }) {
  const after: Standing = {
    limits: standingWith(book, order.limits),
    habits: habitsOf(order),
    news2: order.news2Scale ?? null,
  };
  return (
    <>
      <DifferenceTable id={id} before={standingNow(book)} after={after} />
      {order.limits.length === 0 && <p>{t('limits.back_to_standard')}</p>}
      <LevelList habits={after.habits} news2={after.news2} />
      <WholeSet id={`${id}-set`} standing={after} />
      {belowFloors(book, order.limits).map((words) => (
        <p key={words} class="floor-note">
          <b>{words}</b>
        </p>
      ))}
      <OrderFacts order={order} />
    </>
  );
}

/** The second person: sees old and new, says that it is what was ordered, and puts it in force. */
function Check({ page, book, order, done, close }: Properties & { readonly close: () => void }) {
  const act = useAct();
  const compared = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    wrong.value = compared.value ? null : t('limits.compare_first');
    if (!compared.value) return;
    void act.run<Order>({
      what: wayOf(book, order, 'check', order.content === undefined ? {} : { content: order.content }),
      conflict: t('limits.check_conflict'),
      done: () => {
        close();
        done(t('limits.now_in_force', { name: book.patient.name }));
      },
    });
  };
  return (
    <Dialog id="h-check" title={t('limits.check_title', { name: book.patient.name })} close={close} wide>
      <p class="soft">{book.programmeName}</p>
      <Says id="h-check" book={book} order={order} />
      <form onSubmit={submit} noValidate>
        <label class="tick" for="compared">
          <input
            class="ds-input"
            type="checkbox"
            checked={compared.value}
            onChange={(event) => (compared.value = event.currentTarget.checked)}
            {...tied('compared', wrong.value)}
          />
          {t('limits.compared')}
        </label>
        <p class="field-wrong" id="compared-wrong">
          {wrong.value}
        </p>
        <FormActs
          act={act}
          words={t('limits.put_in_force')}
          close={close}
          anew={() => {
            page.refresh();
            close();
          }}
        />
      </form>
    </Dialog>
  );
}

/** Turning down, or taking back what one entered oneself: always with a reason. */
function Reject({ page, book, order, done, close }: Properties & { readonly close: () => void }) {
  const act = useAct();
  const key = `reject/${book.enrolment}/${order.version}`;
  const { reason } = page.drafts.of(key, { reason: '' });
  const wrong = useSignal<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    wrong.value = reason.trim() === '' ? t('limits.need_reason') : null;
    if (wrong.value !== null) {
      document.getElementById('reject-reason')?.focus();
      return;
    }
    void act.run<Order>({
      what: wayOf(book, order, 'reject', { reason: reason.trim() }),
      conflict: t('limits.check_conflict'),
      done: () => {
        page.drafts.drop(key);
        close();
        done(order.mine ? t('limits.is_withdrawn') : t('limits.is_rejected'));
      },
    });
  };
  return (
    <Dialog id="h-reject" title={order.mine ? t('limits.withdraw_title') : t('limits.reject_title')} close={close}>
      <p>{order.mine ? t('limits.withdraw_why') : t('limits.reject_why', { name: order.enteredBy.name })}</p>
      <form onSubmit={submit} noValidate>
        <Field id="reject-reason" label={t('limits.reason_label')} wrong={wrong.value}>
          <input
            class="ds-input"
            autocomplete="off"
            value={reason}
            onInput={(event) => page.drafts.change(key, { reason: event.currentTarget.value })}
            {...tied('reject-reason', wrong.value)}
          />
        </Field>
        <FormActs act={act} words={order.mine ? t('limits.withdraw') : t('limits.reject')} close={close} />
      </form>
    </Dialog>
  );
}

/** An order that waits for a second person: what it changes, and what may be done with it. */
export function Pending(properties: Properties) {
  const { book, order } = properties;
  const open = useSignal<'check' | 'reject' | null>(null);
  const id = `h-pending-${order.version}`;
  const close = (): void => void (open.value = null);
  const checks = may('limit.check') && !order.mine;
  const rejects = order.mine ? may('limit.enter') : may('limit.check');
  return (
    <section class="pending" aria-labelledby={id}>
      <h3 id={id}>{t('limits.waits')}</h3>
      <Says id={id} book={book} order={order} />
      <div class="acts">
        {checks && (
          <button class="ds-button" type="button" onClick={() => (open.value = 'check')}>
            {t('limits.check')}
          </button>
        )}
        {rejects && (
          <button class="ds-button" data-variant="secondary" type="button" onClick={() => (open.value = 'reject')}>
            {order.mine ? t('limits.withdraw') : t('limits.reject')}
          </button>
        )}
        <a class="textlink" href={workshopPath({ enrolment: book.enrolment, order: order.version })}>
          {t('workshop.try_order')}
        </a>
        {order.mine && <p class="soft">{t('limits.waits_mine')}</p>}
      </div>
      {open.value === 'check' && <Check {...properties} close={close} />}
      {open.value === 'reject' && <Reject {...properties} close={close} />}
    </section>
  );
}
