import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseContract } from '@octet/datasets';
import { expect, it } from 'vitest';
import { markdownBlocks } from './markdown-blocks.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/data.md'), 'utf8');
const contracts = markdownBlocks(page, 'json');

it('docs/data.md shows a dataset.json', () => {
  expect(contracts.length).toBeGreaterThan(0);
});

it.each(contracts)('the contracts shown are valid: %s', (text) => {
  expect(parseContract(text, 'docs/data.md')).toHaveProperty('inputs');
});
