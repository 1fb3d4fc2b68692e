// The time for what is counted on the screen, told often enough for minutes.
import { signal } from '@preact/signals';
import { serverNow } from './http';

export const now = signal(serverNow());

export function keepTime(): () => void {
  const timer = setInterval(() => (now.value = serverNow()), 10_000);
  return () => clearInterval(timer);
}
