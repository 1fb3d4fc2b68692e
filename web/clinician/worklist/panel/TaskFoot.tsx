import type { WorklistItem } from '../../../shared/api';
import { t, tn } from '../../../shared/i18n';
import { shortcutsOn } from '../../frame/keys';
import { TaskItem } from '../../tasks/TaskItem';
import { hasTwin } from '../../tasks/words';
import { openNext } from '../acts';
import type { Desk, OpenCase } from '../desk';
import { Key } from '../Key';
import { NoticeLine } from '../NoticeLine';
import { isQuiet } from '../outcomes';
import { SeenToo } from './SeenToo';
import { deskPlace, dueTasks } from '../todo';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

/** Is a task what this row is for? A case and what is missing go before. */
export const showsTask = (item: WorklistItem): boolean => isQuiet(item) && !item.missing && item.tasks > 0;

/** The foot of a case that is there for a task: what came of it, by one press, and on to the next. */
export function TaskFoot({ desk, open }: Properties) {
  const [first, ...others] = dueTasks(desk);
  return (
    <section class="outcome" aria-labelledby="h-outcome" data-patient={open.item.patient.id}>
      <div class="h-row">
        <h3 id="h-outcome">{t('todo.foot')}</h3>
        {others.length > 0 && <span class="soft">{tn('todo.others', others.length)}</span>}
        <SeenToo desk={desk} open={open} />
        <button class="textlink" type="button" onClick={() => openNext(desk)}>
          {t('outcome.next')} {shortcutsOn.value && <Key>n</Key>}
        </button>
      </div>
      {first !== undefined && (
        <ul class="todos">
          <TaskItem key={first.id} task={first} place={deskPlace(desk, true)} twin={hasTwin(first, others)} />
        </ul>
      )}
      {first === undefined && desk.tasks.value?.tasks.value !== null && <p>{t('outcome.nothing')}</p>}
      <NoticeLine notice={desk.panelNotice.value} dismiss={() => (desk.panelNotice.value = null)} />
    </section>
  );
}
