import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../docs/benchmarks');

/** A benchmark's page: printed, or with `write` put into docs/benchmarks as NAME.md with its figures beside it as NAME.json. */
export async function publish(name: string, { markdown, figures }: { markdown: string; figures: unknown }, write: boolean): Promise<void> {
  if (!write) {
    process.stdout.write(`${markdown}\n`);
    return;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.md`), markdown);
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
  process.stderr.write(`docs/benchmarks/${name}.md and ${name}.json are written\n`);
}

/** A Markdown table. Columns whose heading ends in `:` are aligned right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = headings.map((h) => (h.endsWith(':') ? '---:' : '---'));
  return [line(headings.map((h) => h.replace(/:$/, ''))), line(rule), ...rows.map(line)].join('\n');
}

export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? Number.NaN;
  return ascending.length % 2 === 1 ? upper : (upper + (ascending[middle - 1] ?? Number.NaN)) / 2;
}
