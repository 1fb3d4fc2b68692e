import { useEffect, useRef } from 'preact/hooks';
import { decimalSign } from '../../shared/format';
import { type Key, latin, pressed, typed } from './numbers';
import { Pad } from './Pad';

interface Properties {
  /** The heading that asks for the number. */
  readonly labelledBy: string;
  readonly unit: string;
  readonly places: number;
  /** As it is typed so far, with a point. */
  readonly text: string;
  readonly change: (text: string) => void;
  /** What is wrong with it, in words. */
  readonly fault: string | null;
}

const keyOf = (key: string): Key | null => {
  const plain = latin(key);
  if (/^\d$/.test(plain)) return plain as Key;
  if (plain === '.') return 'point';
  return key === 'Backspace' ? 'erase' : null;
};

/** A number with its unit and the pad. A keyboard's digits count wherever the focus is. */
export function NumberField({ labelledBy, unit, places, text, change, fault }: Properties) {
  const latest = useRef({ text, change });
  latest.current = { text, change };
  const press = (key: Key): void => latest.current.change(pressed(latest.current.text, key, places));
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
      const key = keyOf(event.key);
      if (key === null) return;
      event.preventDefault();
      press(key);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [places]);
  const shown = text.replace('.', decimalSign());
  return (
    <>
      <div class={fault === null ? 'value' : 'value wrong'} dir="ltr">
        <input
          class="digits"
          type="text"
          inputMode="none"
          autocomplete="off"
          value={shown}
          size={Math.max(1, shown.length)}
          aria-labelledby={labelledBy}
          aria-describedby="unit fault"
          aria-invalid={fault !== null}
          onInput={({ currentTarget }) => {
            const next = typed(currentTarget.value, places);
            currentTarget.value = next.replace('.', decimalSign());
            change(next);
          }}
        />
        <span id="unit" dir="auto">
          {unit}
        </span>
      </div>
      <p class="fault" id="fault" role="alert">
        {fault}
      </p>
      <p class="sr" role="status">
        {text === '' ? '' : `${shown} ${unit}`}
      </p>
      <Pad places={places} press={press} />
    </>
  );
}
