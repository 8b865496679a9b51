import { percent } from './amounts.ts';

/** How far something is, 0 to 1; null is not known. */
export function Progress({ value, label }: { readonly value: number | null; readonly label: string }) {
  return (
    <span className="progress">
      <progress aria-label={label} {...(value === null ? {} : { value, max: 1 })} />
      <span className="hint">{value === null ? '' : percent(Math.round(value * 100) / 100)}</span>
    </span>
  );
}
