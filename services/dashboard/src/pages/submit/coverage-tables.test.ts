import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { CoverageTables } from './coverage-tables.tsx';

const coverage = {
  target: 'ort-cpu-vnni',
  opset: 17,
  nodes: 6,
  prepared_nodes: 4,
  assumed: 'free sizes taken as 1',
  unknown_sizes: 0,
  fusions: [],
  rewrites: [],
  ops: [
    { op: 'Conv', count: 3, integer: 2, movement: 0, absorbed: 0, float: 1 },
    { op: 'Relu', count: 1, integer: 0, movement: 0, absorbed: 1, float: 0 },
  ],
  float: [{ node: '<i>stem</i>', op: 'Conv', reason: 'its weight is computed at run time' }],
  refusals: [],
};
const textOf = (of: typeof coverage) => renderToStaticMarkup(createElement(CoverageTables, { coverage: of }));

test('what would run in integers is summed, and what would not has its node and reason; names are text', () => {
  const html = textOf(coverage);
  expect(html).toContain('2 of 4 nodes would compute in integers, 1 in float');
  expect(html).toContain('Assumed: free sizes taken as 1.');
  expect(html).toContain('its weight is computed at run time');
  expect(html).toContain('&lt;i&gt;stem&lt;/i&gt;');
});

test('there is no table of what does not occur, and sizes that only the job can measure are named', () => {
  expect(textOf(coverage)).not.toMatch(/could not be fused|the job measures/);
  expect(textOf({ ...coverage, float: [], unknown_sizes: 3 })).not.toContain('stays in float');
  expect(textOf({ ...coverage, unknown_sizes: 3 })).toContain('The sizes of 3 nodes are not in the file');
});
