import { Icon } from '../../shared/components/Icon';
import { tn } from '../../shared/i18n';

interface Properties {
  readonly unread: number;
  readonly tasks: number;
}

/** Unread messages and open tasks. */
export function Flags({ unread, tasks }: Properties) {
  return (
    <>
      {unread > 0 && (
        <span class="flag" title={tn('why.unread', unread)}>
          <Icon name="message" />
          <b aria-hidden="true">{unread}</b>
          <span class="sr">{tn('why.unread', unread)}</span>
        </span>
      )}
      {tasks > 0 && (
        <span class="flag" title={tn('why.tasks', tasks)}>
          <Icon name="task" />
          <b aria-hidden="true">{tasks}</b>
          <span class="sr">{tn('why.tasks', tasks)}</span>
        </span>
      )}
    </>
  );
}
