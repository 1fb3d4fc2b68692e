import type { ComponentChildren } from 'preact';

interface Properties {
  readonly name: string;
  readonly many: boolean;
  readonly options: readonly { readonly label: string; readonly chosen: boolean }[];
  readonly choose: (index: number) => void;
  readonly wrong: boolean;
  readonly children?: ComponentChildren;
}

/** Answers as cards: one of them, or as many as fit. */
export function Choices({ name, many, options, choose, wrong, children }: Properties) {
  return (
    <div class="answers">
      {options.map(({ label, chosen }, index) => (
        <label key={`${index} ${label}`}>
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen}
            aria-describedby="fault"
            {...(many ? { 'aria-invalid': wrong } : {})}
            onChange={() => choose(index)}
          />
          <span dir="auto">{label}</span>
        </label>
      ))}
      {children}
    </div>
  );
}
