import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { CpuClass } from '@octet/contracts';
import { describe, expect, it } from 'vitest';
import { peersOf } from '../peers/peers-of.ts';
import { renderPeers } from '../peers/render.ts';
import { renderZoo } from '../zoo/render.ts';
import { median, pageOfClass, publish, table } from './page.ts';

const docs = join(import.meta.dirname, '../../../docs/benchmarks');

it('a table aligns the columns whose heading ends in a colon to the right', () => {
  expect(table(['model', 'dB:'], [['a', '1.0']])).toBe('| model | dB |\n| --- | ---: |\n| a | 1.0 |');
});

it('the median of an even count is between the middle two, in whatever order they come', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});

it('the median of nothing is no number', () => {
  expect(median([])).toBeNaN();
});

describe('a page of a CPU class', () => {
  const written = async (...classes: CpuClass[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'octet-page-'));
    for (const cpuClass of classes)
      await publish(pageOfClass('peers', { cpuClass }), { markdown: `# ${cpuClass}\n`, figures: { cpuClass } }, true, folder);
    const pages = await readdir(folder, { recursive: true });
    return { folder, pages: pages.sort(), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  };

  it('is kept beside those of other classes, with its figures', async () => {
    await using made = await written('ort-cpu-vnni', 'ort-cpu-avx2');
    expect(made.pages.filter((page) => page.includes('.'))).toEqual([
      'ort-cpu-avx2/peers.json',
      'ort-cpu-avx2/peers.md',
      'ort-cpu-vnni/peers.json',
      'ort-cpu-vnni/peers.md',
    ]);
    expect(await readFile(join(made.folder, 'ort-cpu-vnni/peers.md'), 'utf8')).toBe('# ort-cpu-vnni\n');
  });

  it('takes the place of an earlier one of the same class only', async () => {
    await using made = await written('ort-cpu-vnni', 'ort-cpu-avx2', 'ort-cpu-avx2');
    expect(made.pages).toHaveLength(6);
    expect(JSON.parse(await readFile(join(made.folder, 'ort-cpu-avx2/peers.json'), 'utf8'))).toEqual({ cpuClass: 'ort-cpu-avx2' });
  });
});

describe.each(globSync('*/*.json', { cwd: docs }))('docs/benchmarks/%s', (file) => {
  const figures = JSON.parse(readFileSync(join(docs, file), 'utf8'));

  it('has the page that its figures give, in the folder of its CPU class', () => {
    const page = file.replace(/json$/, 'md');
    const render = { peers: renderPeers, zoo: renderZoo }[basename(file, '.json')];
    expect(readFileSync(join(docs, page), 'utf8')).toBe(render?.(figures));
    expect(dirname(file)).toBe(figures.machine.cpuClass);
    expect(render?.(figures).split('\n')[0]).toMatch(new RegExp(` on ${dirname(file)}$`));
  });
});

describe('the peers', () => {
  it.each(['ort-cpu-avx2', 'ort-cpu-avx512'] as const)('of %s have pair sums that cannot saturate', (cpuClass) => {
    expect(peersOf(cpuClass).map(({ name }) => name)).toEqual([
      'MinMax, reduce_range',
      'MinMax, U8U8',
      'Percentile, reduce_range',
      'Percentile, U8U8',
    ]);
    for (const { weights, reduceRange } of peersOf(cpuClass)) expect(weights === 'QInt8').toBe(reduceRange);
  });

  it.each(['ort-cpu-vnni', 'ort-cpu-amx', 'ort-cpu-arm64'] as const)('of %s are U8S8 at full range', (cpuClass) => {
    expect(peersOf(cpuClass).map(({ name, weights, reduceRange }) => [name, weights, reduceRange])).toEqual([
      ['MinMax', 'QInt8', false],
      ['Percentile', 'QInt8', false],
    ]);
  });
});
