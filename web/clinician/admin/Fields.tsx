import type { ComponentChildren } from 'preact';
import type { Named } from '../../shared/api';

/** What is wrong with which field, in words. */
export type Errors = Readonly<Record<string, string>>;

interface Frame {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly errors: Errors;
}

const idOf = (name: string): string => `f-${name}`;
const saysOf = ({ name, hint, errors }: Frame): string | undefined => {
  const ids = [
    ...(hint === undefined ? [] : [`${idOf(name)}-hint`]),
    ...(errors[name] === undefined ? [] : [`${idOf(name)}-error`]),
  ];
  return ids.length === 0 ? undefined : ids.join(' ');
};

/** Label above, hint and error below: the error stands where the hand is. */
function Framed(properties: Frame & { readonly children: ComponentChildren }) {
  const { name, label, hint, errors, children } = properties;
  return (
    <div class="field">
      <label for={idOf(name)}>{label}</label>
      {children}
      {hint !== undefined && (
        <p class="soft" id={`${idOf(name)}-hint`}>
          {hint}
        </p>
      )}
      {errors[name] !== undefined && (
        <p class="field-error" id={`${idOf(name)}-error`}>
          {errors[name]}
        </p>
      )}
    </div>
  );
}

interface Text extends Frame {
  readonly type?: 'text' | 'date';
  readonly initial?: string;
  readonly required?: boolean;
  readonly least?: string;
  readonly most?: number;
}

export function TextField(properties: Text) {
  const { name, errors, type = 'text', initial = '', required = false, least, most } = properties;
  const common = {
    class: 'ds-input',
    id: idOf(name),
    name,
    defaultValue: initial,
    autocomplete: 'off',
    'aria-required': required,
    'aria-invalid': errors[name] !== undefined,
    'aria-describedby': saysOf(properties),
  } as const;
  return (
    <Framed {...properties}>
      {type === 'date' ? (
        <input {...common} type="date" min={least} />
      ) : (
        <input {...common} type="text" maxLength={most} />
      )}
    </Framed>
  );
}

interface Select extends Frame {
  readonly options: readonly Named[];
  readonly initial?: string;
  /** The words of no choice; without it the first stands chosen. */
  readonly none?: string;
  readonly choose?: (id: string) => void;
}

export function SelectField(properties: Select) {
  const { name, errors, options, initial = '', none, choose } = properties;
  return (
    <Framed {...properties}>
      <select
        class="ds-input"
        id={idOf(name)}
        name={name}
        aria-invalid={errors[name] !== undefined}
        aria-describedby={saysOf(properties)}
        onChange={(event) => choose?.(event.currentTarget.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map(({ id, name: words }) => (
          <option key={id} value={id} selected={id === initial}>
            {words}
          </option>
        ))}
      </select>
    </Framed>
  );
}

interface Ticks {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly Named[];
  readonly initial: readonly string[];
  readonly errors: Errors;
}

export function TickField({ name, legend, options, initial, errors }: Ticks) {
  const error = errors[name];
  return (
    <fieldset class="field" aria-describedby={error === undefined ? undefined : `${idOf(name)}-error`}>
      <legend>{legend}</legend>
      {options.map(({ id, name: words }, at) => (
        <label key={id} class="tick">
          <input
            class="ds-input"
            type="checkbox"
            id={at === 0 ? idOf(name) : undefined}
            name={name}
            value={id}
            defaultChecked={initial.includes(id)}
          />
          {words}
        </label>
      ))}
      {error !== undefined && (
        <p class="field-error" id={`${idOf(name)}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** A field's text without blanks around it. */
export const textOf = (data: FormData, name: string): string => {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
};
