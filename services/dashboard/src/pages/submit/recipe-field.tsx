import { useId } from 'react';
import type { Field } from './recipe-fields.ts';

interface RecipeFieldProps {
  readonly field: Field;
  /** As written; undefined where the default holds. */
  readonly value: unknown;
  /** undefined: back to the default. */
  readonly onChange: (value: unknown) => void;
  readonly fault: string | undefined;
}

/** One field of the recipe: by its schema a choice, a switch, or a number. */
export function RecipeField({ field, value, onChange, fault }: RecipeFieldProps) {
  const id = useId();
  const { label, schema } = field;
  const usual = schema.default;
  const change = (next: unknown) => onChange(next === usual ? undefined : next);
  const described = { 'aria-describedby': `${id}-hint`, 'aria-invalid': fault !== undefined };
  const off = value === null;
  const nullable = Array.isArray(schema.type) && schema.type.includes('null');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {schema.enum !== undefined ? (
        <select id={id} value={String(value ?? usual)} onChange={(event) => change(event.target.value)} {...described}>
          {schema.enum.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      ) : schema.type === 'boolean' ? (
        <input
          id={id}
          type="checkbox"
          checked={Boolean(value ?? usual)}
          onChange={(event) => change(event.target.checked)}
          {...described}
        />
      ) : (
        <span className="with-switch">
          <input
            id={id}
            type="number"
            step="any"
            inputMode="decimal"
            disabled={off}
            placeholder={String(usual)}
            value={typeof value === 'number' ? value : ''}
            onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.valueAsNumber)}
            {...described}
          />
          {nullable && (
            <label className="switch">
              <input type="checkbox" checked={off} onChange={(event) => onChange(event.target.checked ? null : undefined)} /> Off
              <span className="unseen">: {label}</span>
            </label>
          )}
        </span>
      )}
      <span className="hint" id={`${id}-hint`}>
        {schema.description !== undefined && `${schema.description} `}Default: {String(usual)}.
        {fault !== undefined && <strong className="fault"> {fault}</strong>}
      </span>
    </div>
  );
}
