import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRules } from '../../scripts/boundaries/rules.ts';

const root = join(import.meta.dirname, '../..');
const names = globSync('packages/*/package.json', { cwd: root }).map((file) => file.split('/')[1] ?? '');

it('every package has an import rule, and every rule a package', () => {
  expect(Object.keys(packageRules).sort()).toEqual(names.sort());
});

it.each(names)('%s depends on nothing that its rule does not let it import', (name) => {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const rule = packageRules[name];
  const allowed = [...(rule?.octet ?? []).map((octet) => `@octet/${octet}`), ...(rule?.npm ?? [])];
  expect(Object.keys(dependencies).filter((dependency) => !allowed.includes(dependency))).toEqual([]);
});
