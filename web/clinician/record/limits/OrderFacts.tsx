import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { date, dateAndTime } from '../parts/times';
import type { Order } from '../shapes';

/** What became of an order, by whom. */
function Fate({ order }: { readonly order: Order }) {
  const when = (at: string | null): string => (at === null ? '' : dateAndTime(at, now.value));
  if (order.state === 'pending') return null;
  if (order.checkedBy !== null) {
    return (
      <div>
        <dt>{t('limits.checked')}</dt>
        <dd>
          {order.checkedBy.name}, {when(order.checkedAt)}
        </dd>
      </div>
    );
  }
  if (order.rejectedBy === null) return null;
  return (
    <div>
      <dt>{order.state === 'withdrawn' ? t('limits.withdrawn_by') : t('limits.rejected_by')}</dt>
      <dd>
        {order.rejectedBy.name}, {when(order.rejectedAt)}
        {order.rejectedReason !== null && `: ${order.rejectedReason}`}
      </dd>
    </div>
  );
}

/** Who ordered, entered and checked, when and why. */
export function OrderFacts({ order }: { readonly order: Order }) {
  return (
    <dl class="facts">
      <div>
        <dt>{t('limits.ordered')}</dt>
        <dd>
          {order.orderedBy}, {date(order.orderedOn, now.value)}
        </dd>
      </div>
      <div>
        <dt>{t('limits.entered')}</dt>
        <dd>
          {order.enteredBy.name}, {dateAndTime(order.enteredAt, now.value)}
        </dd>
      </div>
      <Fate order={order} />
      <div>
        <dt>{t('limits.reason')}</dt>
        <dd>{order.reason}</dd>
      </div>
      {order.evidence !== null && order.evidence !== '' && (
        <div>
          <dt>{t('limits.evidence')}</dt>
          <dd>{order.evidence}</dd>
        </div>
      )}
      {order.floorReason !== null && order.floorReason !== '' && (
        <div>
          <dt>{t('limits.floor_reason')}</dt>
          <dd>{order.floorReason}</dd>
        </div>
      )}
    </dl>
  );
}
