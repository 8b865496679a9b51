import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const schemas = globSync('services/*/src/config.ts', { cwd: root });

function variablesOf(text: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name))].sort();
}

it('tells of every variable that a service reads, and of no other', () => {
  const read = schemas.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(variablesOf(rows.join('\n'), /`((?:OCTET|AWS)_\w+)`/g)).toEqual(variablesOf(read, /^ {2}((?:OCTET|AWS)_\w+):/gm));
});

it.each(schemas)('%s: its column says of each variable that it is read, and of the others nothing', (file) => {
  const service = file.split('/')[1] ?? '';
  const column = { gateway: 2, results: 3, worker: 4 }[service];
  if (column === undefined) {
    expect(service).toBe('standalone');
    return;
  }
  const read = variablesOf(readFileSync(join(root, file), 'utf8'), /^ {2}((?:OCTET|AWS)_\w+):/gm);
  const said = page
    .split('\n')
    .filter((line) => line.startsWith('| `') && line.split('|')[column]?.trim() !== '')
    .flatMap((line) => variablesOf(line.split('|')[1] ?? '', /`(\w+)`/g));
  expect(said.sort()).toEqual(read);
});
