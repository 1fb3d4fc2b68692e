import type { Named } from '../../shared/api';

interface Properties {
  readonly id: string;
  readonly label: string;
  readonly all: string;
  readonly options: readonly Named[];
  readonly value: string;
  readonly choose: (id: string) => void;
}

export function FilterSelect({ id, label, all, options, value, choose }: Properties) {
  return (
    <>
      <label class="sr" for={id}>
        {label}
      </label>
      <select
        class="ds-input"
        id={id}
        value={value}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id} selected={option.id === value}>
            {option.name}
          </option>
        ))}
      </select>
    </>
  );
}
