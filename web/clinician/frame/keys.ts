// What all clinicians' pages hold to about keys. One-letter keys can be turned off, for those whose speech input types
// letters.
import { signal } from '@preact/signals';
import { remember, remembered } from '../../shared/storage';

export const shortcutsOn = signal(remembered('shortcuts') !== 'off');
export const setShortcuts = (on: boolean): void => {
  shortcutsOn.value = on;
  remember('shortcuts', on ? 'on' : 'off');
};

const TYPED_IN = 'textarea, select, input:not([type=radio], [type=checkbox])';

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches(TYPED_IN);

/** Another's key, or one that is typed or chorded. */
export const isNotOurs = (event: KeyboardEvent): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  event.defaultPrevented ||
  document.querySelector('dialog[open]') !== null;
