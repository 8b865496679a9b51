import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetAliases, targetNames } from '@octet/contracts';
import { expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '../../docs/targets.md'), 'utf8');

it('docs/targets.md has a row for every target of the recipe, and for no other', () => {
  const [table = ''] = page.split('\n\n').filter((block) => block.startsWith('| target | runs in |'));
  const rows = Array.from(table.matchAll(/^\| `([^`]+)` \|/gm), ([, name]) => name);
  expect(rows).toEqual([...targetNames]);
});

it('docs/targets.md says what was checked of every target', () => {
  const [, checked = ''] = page.split('## What is checked');
  for (const name of targetNames) expect(checked).toContain(`\`${name}\``);
});

it.each(Object.entries(targetAliases))('docs/targets.md names %s beside the target that it is read as', (alias, target) => {
  const [paragraph = ''] = page.split('\n\n').filter((block) => block.includes(`\`${alias}\``));
  expect(paragraph).toContain(`\`${target}\``);
});
