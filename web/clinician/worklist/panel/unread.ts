// From the keyboard to what a patient wrote.
import type { Desk } from '../desk';

const field = (): HTMLElement | null => document.querySelector<HTMLElement>('.panel .messages textarea');

/** Opens the thread that has waited longest to be read, else the newest; the hands are then where one answers. */
export async function showUnread(desk: Desk): Promise<void> {
  const mailbox = desk.mailbox.value;
  const threads = mailbox?.threads.value ?? [];
  const wanted = threads.filter((one) => one.unread > 0).at(-1) ?? threads[0];
  if (mailbox === null || wanted === undefined) return;
  if (mailbox.open.value?.id !== wanted.id) await mailbox.show(wanted.id);
  requestAnimationFrame(() => field()?.focus());
}
