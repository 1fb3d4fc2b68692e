import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../../../shared/http';
import { language, t, tn } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { date } from '../parts/times';
import type { Book } from '../record';
import { Failure, Waiting } from '../parts/States';
import { tell } from '../tell';
import type { LimitBook, Order, RecordEnrolment } from '../shapes';
import { DifferenceTable } from './DifferenceTable';
import { InForce } from './InForce';
import { habitsOf, type Standing } from './levels';
import { standingWith } from './order';
import { draftKey, OrderForm } from './OrderForm';
import { OrderFacts } from './OrderFacts';
import { Pending } from './Pending';
import { LevelList } from './WholeSet';
import { wayOf, workshopPath } from './workshop/way';
import { Workshop } from './workshop/Workshop';
import './limits.css';

const STATE_WORDS: Readonly<Record<Order['state'], () => string>> = {
  pending: () => t('limits.state_pending'),
  in_force: () => t('limits.state_in_force'),
  replaced: () => t('limits.state_replaced'),
  rejected: () => t('limits.state_rejected'),
  withdrawn: () => t('limits.state_withdrawn'),
};

/** What was in force when an order came: the newest before it that ever was, else the programme's. */
function before(book: LimitBook, order: Order): Standing {
  const earlier = book.orders.find(
    (one) => one.version < order.version && (one.state === 'in_force' || one.state === 'replaced'),
  );
  return earlier === undefined ? { limits: book.standard, habits: [], news2: null } : whole(book, earlier);
}

const whole = (book: LimitBook, order: Order): Standing => ({
  limits: standingWith(book, order.limits),
  habits: habitsOf(order),
  news2: order.news2Scale ?? null,
});

/** Every order there was, each with what it changed. */
function Orders({ book }: { readonly book: LimitBook }) {
  const past = book.orders.filter((one) => one.state !== 'pending');
  return (
    <section aria-labelledby={`h-orders-${book.enrolment}`}>
      <h3 id={`h-orders-${book.enrolment}`}>{t('limits.history')}</h3>
      {past.length === 0 && <p class="empty">{t('limits.history_none')}</p>}
      {past.map((order) => {
        const id = `h-order-${book.enrolment}-${order.version}`;
        return (
          <details key={order.version} class="past-order">
            <summary>
              <b id={id}>{t('limits.version', { n: order.version })}</b> {STATE_WORDS[order.state]()}
              <span class="soft">
                {t('limits.ordered_short', { name: order.orderedBy, date: date(order.orderedOn, now.value) })}
              </span>
            </summary>
            <DifferenceTable id={id} before={before(book, order)} after={whole(book, order)} />
            <LevelList habits={habitsOf(order)} news2={order.news2Scale ?? null} />
            <OrderFacts order={order} />
          </details>
        );
      })}
    </section>
  );
}

interface OneProperties {
  readonly page: Book;
  readonly book: LimitBook;
  readonly anew: () => void;
}

/** In words: whose limits are in force, and since whose order. */
function Standing({ book }: { readonly book: LimitBook }) {
  const order = book.orders.find((one) => one.state === 'in_force');
  if (order === undefined || book.version === 0) return <p>{t('limits.standard_in_force')}</p>;
  return (
    <>
      <p>{t('limits.own_in_force', { n: book.version })}</p>
      <OrderFacts order={order} />
    </>
  );
}

/** The way in to a new order, or why there is none just now. */
function NewOrder({ book, open }: { readonly book: LimitBook; readonly open: Signal<boolean> }) {
  const pending = book.orders.some((one) => one.state === 'pending');
  if (!may('limit.enter') || open.value) return null;
  if (pending) return <p class="soft push">{t('limits.one_at_a_time')}</p>;
  return (
    <button class="ds-button push" data-variant="secondary" type="button" onClick={() => (open.value = true)}>
      {t('limits.enter')}
    </button>
  );
}

function OneBook({ page, book, anew }: OneProperties) {
  const pending = book.orders.find((one) => one.state === 'pending');
  const open = useSignal(pending === undefined && page.drafts.has(draftKey(book)));
  const id = `h-limits-${book.enrolment}`;
  const done = (words: string): void => {
    anew();
    page.refresh();
    tell(page, words);
  };
  return (
    <div class="limit-book">
      {pending !== undefined && <Pending page={page} book={book} order={pending} done={done} />}
      {open.value && pending === undefined && (
        <OrderForm
          page={page}
          book={book}
          close={() => {
            open.value = false;
            document.getElementById('h-limits')?.focus();
          }}
          sent={() => {
            open.value = false;
            page.tries.drop(book.enrolment);
            done(t('limits.sent'));
          }}
        />
      )}
      <section class="card" aria-labelledby={id}>
        <div class="h-row">
          <h3 id={id}>
            {t('limits.in_force')} <small>{book.programmeName}</small>
          </h3>
          <NewOrder book={book} open={open} />
        </div>
        <Standing book={book} />
        <InForce book={book} id={id} />
        <LevelList habits={book.habitsInForce ?? []} news2={book.news2Scale ?? null} />
      </section>
      <Orders book={book} />
    </div>
  );
}

/** Limits are read by enrolment, again at each change. */
function EnrolmentLimits({ page, enrolment }: { readonly page: Book; readonly enrolment: RecordEnrolment }) {
  const book = useSignal<LimitBook | null>(null);
  const failure = useSignal<unknown>(null);
  const round = page.round.value;
  const spoken = language.value;
  const load = async (): Promise<void> => {
    try {
      book.value = await get<LimitBook>(`/api/enrolments/${encodeURIComponent(enrolment.id)}/limits`);
      failure.value = null;
    } catch (error) {
      failure.value = error;
    }
  };
  useEffect(() => void load(), [enrolment.id, round, spoken]);
  if (failure.value !== null) {
    return <Failure failure={failure.value} again={() => void load()} gone={t('limits.not_there')} />;
  }
  if (book.value === null) return <Waiting />;
  return <OneBook page={page} book={book.value} anew={() => void load()} />;
}

/** The address says whether the workshop is shown, and with what it begins; going over puts the focus on the heading. */
function useWay() {
  const hash = useSignal(location.hash);
  useEffect(() => {
    const turn = (): void => {
      if (!/^#limits(?:$|\/)/.test(location.hash)) return;
      const other = (wayOf(hash.value) === null) !== (wayOf(location.hash) === null);
      hash.value = location.hash;
      if (other) requestAnimationFrame(() => document.getElementById('h-limits')?.focus({ preventScroll: true }));
    };
    window.addEventListener('hashchange', turn);
    return () => window.removeEventListener('hashchange', turn);
  }, [hash]);
  return wayOf(hash.value);
}

/** Limits in force beside the standard, who stands behind them, and the way to others: tried first, or entered. */
export function LimitsTab({ page }: { readonly page: Book }) {
  const enrolments = page.detail.value?.enrolments ?? [];
  const way = useWay();
  const ways = [
    ['#limits', t('workshop.orders'), way === null],
    [workshopPath({}), t('workshop.title'), way !== null],
  ] as const;
  return (
    <>
      <div class="h-row">
        <h2 id="h-limits" tabIndex={-1}>
          {way === null ? t('record.limits') : t('workshop.heading')}{' '}
          <small>{tn('record.programmes', enrolments.length)}</small>
        </h2>
        <nav class="limit-ways" aria-label={t('workshop.ways')}>
          {ways.map(([path, words, here]) => (
            <a key={path} href={path} aria-current={here ? 'page' : undefined}>
              {words}
            </a>
          ))}
        </nav>
      </div>
      {way !== null && enrolments.length > 0 && <Workshop page={page} enrolments={enrolments} way={way} />}
      {way === null && enrolments.map((one) => <EnrolmentLimits key={one.id} page={page} enrolment={one} />)}
    </>
  );
}
