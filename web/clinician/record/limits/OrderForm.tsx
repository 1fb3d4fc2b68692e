import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { dayAt, plusDays } from '../../../shared/days';
import { serverNow, write, type Problem } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { me } from '../../../shared/session';
import { Field, tied } from '../parts/Field';
import { useAct, type Act } from '../parts/useAct';
import { Wrong } from '../parts/Wrong';
import type { Book } from '../record';
import type { LimitBook, Order, OrderLimit } from '../shapes';
import { AddChange } from './AddChange';
import { countOf, DifferenceTable } from './DifferenceTable';
import { LevelFields } from './LevelFields';
import { faultsOfLevels, habitsWanted, standingNow, type Levels, type Standing } from './levels';
import {
  basisOf, belowFloors, faultsOf, individualOf, limitWords, scaleName, scalesOf, slotName, slotOf, standingWith,
  wantedOf, type Fault, type Kinds, type Scale,
} from './order';
import { OrderTable } from './OrderTable';

/** A whole set as it is typed: what was not touched is as it is in force. */
export interface TypedSet {
  readonly typed: Readonly<Record<string, string>>;
  /** Operators and bases that were chosen, by box. */
  readonly kinds: Kinds;
  /** Scales that the order brings with it. */
  readonly added: readonly Scale[];
  readonly levels: Levels;
  /** Undefined: as in force. */
  readonly news2?: number | null;
}

export const EMPTY_SET: TypedSet = { typed: {}, kinds: {}, added: [], levels: {} };

export interface OrderDraft extends TypedSet {
  readonly orderedBy: string;
  readonly orderedOn: string;
  readonly reason: string;
  readonly evidence: string;
  readonly floorReason: string;
  /** The version that was in force when typing began: other limits since then must be seen first. */
  readonly from: number | null;
}

const DOCTORS = new Set(['gp', 'specialist']);

const emptyDraft = (): OrderDraft => ({
  ...EMPTY_SET,
  orderedBy: DOCTORS.has(me.value?.role ?? '') ? (me.value?.account.name ?? '') : '',
  orderedOn: dayAt(serverNow()),
  reason: '',
  evidence: '',
  floorReason: '',
  from: null,
});

export const draftKey = (book: LimitBook): string => `limits/${book.enrolment}`;

interface Properties {
  readonly page: Book;
  readonly book: LimitBook;
  readonly close: () => void;
  readonly sent: (order: Order) => void;
}

export interface Judged {
  readonly scales: readonly Scale[];
  readonly faults: readonly Fault[];
  readonly individual: readonly OrderLimit[];
  readonly after: Standing;
  readonly floors: readonly string[];
  readonly changed: number;
}

/** What a typed set comes to. */
export function judge(book: LimitBook, set: TypedSet): Judged {
  const scales = [...scalesOf(book.standard, book.inForce), ...set.added];
  const wanted = wantedOf(book, set.typed, scales, set.kinds);
  const individual = individualOf(book, wanted);
  const after: Standing = {
    limits: standingWith(book, individual),
    habits: habitsWanted(book, set.levels),
    news2: set.news2 === undefined ? (book.news2Scale ?? null) : set.news2,
  };
  return {
    scales,
    faults: [...faultsOf(book, set.typed, scales, set.kinds), ...faultsOfLevels(book, set.levels, wanted)],
    individual,
    after,
    floors: belowFloors(book, individual),
    changed: countOf(standingNow(book), after),
  };
}

/** The set as the service takes it: every limit that is not the programme's own, every level, and the scale. */
export const setBody = ({ individual, after }: Judged): object => ({
  limits: individual.map((one) => ({
    parameter: one.parameter,
    kind: one.kind,
    side: one.side,
    zone: one.zone,
    operator: one.operator,
    value: one.value,
    ...(one.kind === 'change' && one.days !== null ? { days: one.days } : {}),
    ...(one.condition === null ? {} : { condition: one.condition }),
    ...(basisOf(one) === 'absolute' ? {} : { basis: basisOf(one) }),
  })),
  ...(after.habits.length === 0
    ? {}
    : { habits: after.habits.map(({ parameter, level, sigma }) => ({ parameter, level, sigma })) }),
  ...(after.news2 === null ? {} : { news2Scale: after.news2 }),
});

type Faults = Readonly<Partial<Record<keyof OrderDraft, string>>>;

function missingIn(draft: OrderDraft, floors: boolean): Faults {
  const needed = (text: string, words: string): string | undefined => (text.trim() === '' ? words : undefined);
  const future = draft.orderedOn > dayAt(serverNow());
  const old = draft.orderedOn < plusDays(dayAt(serverNow()), -365);
  const found: Record<string, string | undefined> = {
    orderedBy: needed(draft.orderedBy, t('limits.need_ordered_by')),
    orderedOn: needed(draft.orderedOn, t('limits.need_date')) ??
      (future ? t('limits.future') : old ? t('limits.too_old') : undefined),
    reason: needed(draft.reason, t('limits.need_reason')),
    floorReason: floors ? needed(draft.floorReason, t('limits.need_floor_reason')) : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, words]) => words !== undefined));
}

/** Which limit the service does not take. */
function refusalWords(problem: Problem, sent: readonly OrderLimit[]): string | null {
  const one = sent[Number(/^\/limits\/(\d+)/.exec(problem.place)?.[1] ?? NaN)];
  if (problem.status !== 422 || one === undefined) return null;
  const where = { name: scaleName(one), slot: slotName(slotOf(one)).toLowerCase() };
  return t('limits.refused_at', { ...where, limit: limitWords(one) });
}

interface FactsProperties {
  readonly id: string;
  readonly draft: OrderDraft;
  readonly wrong: Faults;
  readonly floors: readonly string[];
  readonly change: (part: Partial<OrderDraft>) => void;
}

/** Who ordered, when, why, and what shows it. */
function Facts({ id, draft, wrong, floors, change }: FactsProperties) {
  const input = (name: 'orderedBy' | 'reason' | 'evidence') => (
    <input
      class="ds-input"
      autocomplete="off"
      value={draft[name]}
      onInput={(event) => change({ [name]: event.currentTarget.value })}
      {...tied(`${id}-${name}`, wrong[name])}
    />
  );
  return (
    <div class="form-grid">
      {floors.length > 0 && (
        <div class="floor-note">
          {floors.map((words) => (
            <p key={words}>
              <b>{words}</b>
            </p>
          ))}
          <Field id={`${id}-floorReason`} label={t('limits.floor_reason_label')} wrong={wrong.floorReason}>
            <input
              class="ds-input"
              autocomplete="off"
              value={draft.floorReason}
              onInput={(event) => change({ floorReason: event.currentTarget.value })}
              {...tied(`${id}-floorReason`, wrong.floorReason)}
            />
          </Field>
        </div>
      )}
      <Field id={`${id}-orderedBy`} label={t('limits.ordered_by_label')} wrong={wrong.orderedBy}>
        {input('orderedBy')}
      </Field>
      <Field id={`${id}-orderedOn`} label={t('limits.ordered_on_label')} wrong={wrong.orderedOn}>
        <input
          class="ds-input"
          type="date"
          max={dayAt(serverNow())}
          value={draft.orderedOn}
          onInput={(event) => change({ orderedOn: event.currentTarget.value })}
          {...tied(`${id}-orderedOn`, wrong.orderedOn)}
        />
      </Field>
      <Field id={`${id}-reason`} label={t('limits.reason_label')} wrong={wrong.reason}>
        {input('reason')}
      </Field>
      <Field id={`${id}-evidence`} label={t('limits.evidence_label')} wrong={null}>
        {input('evidence')}
      </Field>
    </div>
  );
}

function submitted(draft: OrderDraft, judged: Judged): object {
  const optional = (name: 'evidence' | 'floorReason', wanted = true): object =>
    wanted && draft[name].trim() !== '' ? { [name]: draft[name].trim() } : {};
  return {
    orderedBy: draft.orderedBy.trim(),
    orderedOn: draft.orderedOn,
    reason: draft.reason.trim(),
    ...optional('evidence'),
    ...optional('floorReason', judged.floors.length > 0),
    ...setBody(judged),
  };
}

/** What the order changes, told as it is typed; a fault stands instead of it. */
function Outcome({ id, book, judged }: { readonly id: string; readonly book: LimitBook; readonly judged: Judged }) {
  const { faults, after, changed } = judged;
  return (
    <div class="order-outcome">
      <h4 id={`${id}-change`}>{t('limits.what_changes')}</h4>
      <p class="sr" role="status">
        {faults.length > 0 ? faults.map((one) => one.text).join(' ') : t('limits.count', { n: changed })}
      </p>
      {faults.length > 0 ? (
        <ul class="faults">
          {faults.map((one) => (
            <li key={one.text}>{one.text}</li>
          ))}
        </ul>
      ) : (
        <DifferenceTable id={`${id}-change`} before={standingNow(book)} after={after} />
      )}
    </div>
  );
}

function useSubmit(properties: Properties, draft: OrderDraft, judged: Judged, act: Act) {
  const { page, book, sent } = properties;
  const tried = useSignal(false);
  const missing = missingIn(draft, judged.floors.length > 0);
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    const hindered = judged.faults.length > 0 || Object.keys(missing).length > 0;
    if (hindered || judged.changed === 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    void act.run<Order>({
      what: write(`/api/enrolments/${encodeURIComponent(book.enrolment)}/limits`, submitted(draft, judged)),
      conflict: t('limits.other_pending'),
      words: (problem) => refusalWords(problem, judged.individual),
      done: (order) => {
        page.drafts.drop(draftKey(book));
        sent(order);
      },
    });
  };
  return { wrong: tried.value ? missing : {}, form, submit };
}

/** Says when other limits came into force while one typed. */
function Outdated({ draft, book, anew }: { readonly draft: OrderDraft; readonly book: LimitBook; readonly anew: () => void }) {
  if (draft.from === null || draft.from === book.version) return null;
  return (
    <p class="floor-note" role="alert">
      <b>{t('limits.changed_since')}</b>{' '}
      <button class="textlink" type="button" onClick={anew}>
        {t('limits.type_anew')}
      </button>
    </p>
  );
}

/** Entering an order: the whole set, checked as it is typed. A second person puts it in force. */
export function OrderForm(properties: Properties) {
  const { page, book, close } = properties;
  const key = draftKey(book);
  const draft = page.drafts.of<OrderDraft>(key, emptyDraft());
  const judged = judge(book, draft);
  const act = useAct();
  const { wrong, form, submit } = useSubmit(properties, draft, judged, act);
  const id = `order-${book.enrolment.replace(/\W/g, '-')}`;
  const change = (part: Partial<OrderDraft>): void =>
    page.drafts.change(key, { from: draft.from ?? book.version, ...part });
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('input')?.focus(), [form]);
  return (
    <form class="order-form" aria-labelledby={`${id}-title`} ref={form} onSubmit={submit} noValidate>
      <h3 id={`${id}-title`}>{t('limits.new_order')}</h3>
      <p class="soft">{t('limits.new_order_why')}</p>
      <Outdated draft={draft} book={book} anew={() => page.drafts.drop(key)} />
      <OrderTable id={id} book={book} scales={judged.scales} draft={draft} faults={judged.faults} change={change} />
      <AddChange id={id} book={book} scales={judged.scales} add={(scale) => change({ added: [...draft.added, scale] })} />
      <LevelFields id={id} book={book} set={draft} faults={judged.faults} change={change} />
      <Outcome id={id} book={book} judged={judged} />
      <Facts id={id} draft={draft} wrong={wrong} floors={judged.floors} change={change} />
      <Wrong of={act.wrong} />
      <div class="acts">
        <button class="ds-button" type="submit" aria-busy={act.busy.value} aria-disabled={judged.changed === 0}>
          {t('limits.send')}
        </button>
        <button
          class="ds-button"
          data-variant="tertiary"
          type="button"
          onClick={() => {
            page.drafts.drop(key);
            close();
          }}
        >
          {t('record.cancel')}
        </button>
        <p class="soft">{t('limits.second_person')}</p>
      </div>
    </form>
  );
}
