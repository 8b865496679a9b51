import { type Field, words } from './recipe-fields.ts';

type Row = Readonly<Record<string, unknown>>;

interface RecipeRowsProps {
  readonly field: Field;
  readonly value: unknown;
  readonly onChange: (value: readonly Row[] | undefined) => void;
  readonly faults: readonly string[];
}

/** A field of rows: nodes to exclude, ranges to override. */
export function RecipeRows({ field, value, onChange, faults }: RecipeRowsProps) {
  const { label, schema } = field;
  const rows: readonly Row[] = Array.isArray(value) ? value : [];
  const columns = Object.entries(schema.items?.properties ?? {});
  const set = (next: readonly Row[]) => onChange(next.length === 0 ? undefined : next);
  const change = (at: number, name: string, text: string, numeric: boolean) =>
    set(
      rows.map((row, i) => {
        if (i !== at) return row;
        const { [name]: _, ...rest } = row;
        return text === '' ? rest : { ...rest, [name]: numeric ? Number(text) : text };
      }),
    );
  return (
    <fieldset className="card stack">
      <legend>{label}</legend>
      {schema.items?.description !== undefined && <p className="hint">{schema.items.description} Default: none.</p>}
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names of their own
        <div className="rows" key={i}>
          {columns.map(([name, { type, description }]) => (
            <label className="field" key={name}>
              <span>{words(name)}</span>
              <input
                type={type === 'number' ? 'number' : 'text'}
                step="any"
                spellCheck={false}
                title={description}
                value={String(row[name] ?? '')}
                onChange={(event) => change(i, name, event.target.value, type === 'number')}
              />
            </label>
          ))}
          <button type="button" onClick={() => set(rows.filter((_, other) => other !== i))}>
            Remove
            <span className="unseen">
              {' '}
              row {i + 1} of {label}
            </span>
          </button>
        </div>
      ))}
      {faults.map((fault) => (
        <p className="fault" role="alert" key={fault}>
          {fault}
        </p>
      ))}
      <div>
        <button type="button" onClick={() => set([...rows, {}])}>
          Add<span className="unseen"> a row to {label}</span>
        </button>
      </div>
    </fieldset>
  );
}
