import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRules } from '../../scripts/boundaries/rules.ts';

const root = join(import.meta.dirname, '../..');
const folders = new Map(
  globSync('{packages,services}/*/package.json', { cwd: root }).map((file) => [file.split('/')[1] ?? '', dirname(file)]),
);
const names = [...folders.keys()];

it('every package has an import rule, and every rule a package', () => {
  expect(Object.keys(packageRules).sort()).toEqual(names.sort());
});

it.each(names)('%s depends on nothing that its rule does not let it import', (name) => {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(root, folders.get(name) ?? '', 'package.json'), 'utf8'),
  );
  const rule = packageRules[name];
  const allowed = [...(rule?.octet ?? []).map((octet) => `@octet/${octet}`), ...(rule?.npm ?? [])];
  expect(Object.keys({ ...dependencies, ...optionalDependencies }).filter((dependency) => !allowed.includes(dependency))).toEqual([]);
});
