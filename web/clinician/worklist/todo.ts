// The open case's tasks on the desk: what an act with one of them leads to.
import { t } from '../../shared/i18n';
import type { Write } from '../../shared/http';
import type { TaskPlace } from '../tasks/acts';
import { openOf } from '../tasks/book';
import type { Task } from '../tasks/shapes';
import { openNext } from './acts';
import type { Desk } from './desk';
import { good, wrong } from './notice';
import { isQuiet } from './outcomes';
import { offerBack } from './undo';

/** Those of the open patient that are due in the service's own queue: what the row is for when there is no case. */
export const dueTasks = (desk: Desk): readonly Task[] => {
  const service = desk.open.value?.item.service.id;
  return openOf(desk.tasks.value?.tasks.value ?? null).filter((one) => one.dueNow && one.queue.id === service);
};

/** Reads again what a task's change may have changed. */
function again(desk: Desk, patient: string): void {
  if (desk.open.value?.item.patient.id === patient) void desk.tasks.value?.load();
  void desk.list.refresh([patient]);
}

function changed(desk: Desk, task: Task, said: string, back: Write | null, onwards: boolean): void {
  const patient = task.patient.id;
  desk.tasks.value?.put(task);
  desk.panelNotice.value = null;
  if (back !== null) {
    desk.listNotice.value = null;
    offerBack(desk, back, said, () => {
      desk.listNotice.value = good(t('todo.reopened', { title: task.title }));
      again(desk, patient);
    });
  } else desk.listNotice.value = good(said);
  const open = desk.open.value;
  const more = open !== null && (!isQuiet(open.item) || open.item.missing || dueTasks(desk).length > 0);
  if (onwards && !more) openNext(desk);
  else desk.landing.value = onwards ? 'heading' : 'tasks';
  again(desk, patient);
}

/** onwards: from the foot of the case, where the next patient follows. */
export const deskPlace = (desk: Desk, onwards: boolean): TaskPlace => ({
  drafts: desk.forms,
  changed: (task, said, back) => changed(desk, task, said, back, onwards),
  stale: () => {
    desk.panelNotice.value = wrong(t('todo.conflict'));
    void desk.tasks.value?.load();
  },
  keys: onwards ? 'digits' : 'none',
});
