import Table from 'cli-table3';

const corners = ['top', 'top-left', 'top-mid', 'top-right', 'bottom', 'bottom-left', 'bottom-mid', 'bottom-right'] as const;
const rules = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'] as const;
/** Columns two blanks apart, and no lines: as legible in a log as in a terminal. */
const blank = { ...Object.fromEntries([...corners, ...rules].map((part) => [part, ''])), middle: '  ' };

export interface TableOptions {
  /** Columns of figures go to the right; default: all to the left. */
  readonly right?: readonly number[];
  /** Widths of columns whose text is broken into lines; as wide as the text where absent. */
  readonly widths?: readonly number[];
}

/** Rows under a head, without colours, indented by two. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  { right = [], widths }: TableOptions = {},
): string {
  const drawn = new Table({
    head: [...head],
    chars: blank,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    ...(widths === undefined ? {} : { colWidths: [...widths], wordWrap: true }),
  });
  for (const row of rows) drawn.push([...row]);
  return drawn
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}
