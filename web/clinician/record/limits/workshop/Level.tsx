import { t } from '../../../../shared/i18n';
import { now } from '../../../../shared/now';
import { date } from '../../parts/times';
import type { LimitBook } from '../../shapes';
import { LevelPair } from '../LevelFields';
import { habitWords } from '../levels';
import type { Judged, TypedSet } from '../OrderForm';
import type { TrialParameter } from './shapes';

interface Properties {
  readonly id: string;
  readonly book: LimitBook;
  readonly set: TypedSet;
  readonly judged: Judged;
  readonly of: TrialParameter;
  readonly change: (part: Partial<TypedSet>) => void;
}

/** The habitual level and its spread: what is tried, what is in force, what they mean. */
export function Level({ id, book, set, judged, of, change }: Properties) {
  const inForce = (book.habitsInForce ?? []).find((one) => one.parameter === of.parameter);
  return (
    <div class="level" role="group" aria-labelledby={`${id}-level`}>
      <div class="level-line">
        <b id={`${id}-level`}>{t('workshop.level_and_spread')}</b>
        <LevelPair id={id} book={book} set={set} faults={judged.faults} change={change} parameter={of.parameter} />
        <span class="soft">
          {inForce === undefined
            ? t('workshop.level_none')
            : t('workshop.level_in_force', {
                words: habitWords(inForce),
                date: inForce.approvedOn === null ? '' : date(inForce.approvedOn, now.value),
              })}
        </span>
      </div>
      <p class="soft">
        {t('workshop.level_means')} {t('workshop.spread_means')}
      </p>
    </div>
  );
}
