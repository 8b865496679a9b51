import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Machine } from './machine.ts';

const docs = join(import.meta.dirname, '../../../docs/benchmarks');

/** What depends on the CPU's kernels has a page for each class, so that no machine overwrites the figures of another kind. */
export const pageOfClass = (name: string, { cpuClass }: Pick<Machine, 'cpuClass'>): string => `${cpuClass}/${name}`;

/** A benchmark's page: printed, or with `write` put into docs/benchmarks as PAGE.md with its figures beside it as PAGE.json. */
export async function publish(
  page: string,
  { markdown, figures }: { readonly markdown: string; readonly figures: unknown },
  write: boolean,
  folder = docs,
): Promise<void> {
  if (!write) {
    process.stdout.write(`${markdown}\n`);
    return;
  }
  const path = join(folder, page);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.md`, markdown);
  await writeFile(`${path}.json`, `${JSON.stringify(figures, null, 2)}\n`);
  process.stderr.write(`docs/benchmarks/${page}.md and its .json are written\n`);
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
