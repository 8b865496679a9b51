import './check-boxes.css';

export interface CheckBoxesProps<Value extends string> {
  readonly legend: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[];
  readonly chosen: readonly Value[];
  /** In the order of the options. */
  readonly onChange: (chosen: readonly Value[]) => void;
}

/** Any number of a few. */
export function CheckBoxes<Value extends string>({ legend, options, chosen, onChange }: CheckBoxesProps<Value>) {
  const choose = (value: Value, yes: boolean) =>
    onChange(options.map((option) => option.value).filter((other) => (other === value ? yes : chosen.includes(other))));
  return (
    <fieldset className="check-boxes">
      <legend>{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={({ target }) => choose(value, target.checked)} /> {label}
          {hint !== undefined && <span className="hint"> {hint}</span>}
        </label>
      ))}
    </fieldset>
  );
}
