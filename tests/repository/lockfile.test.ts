import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly link?: boolean;
}

const lockfile = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const packages: Readonly<Record<string, LockEntry>> = JSON.parse(lockfile).packages;

it('names every optional platform package, or npm ci refuses it on every machine (fix: node scripts/complete-lockfile.mjs)', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]),
  );
  expect(missing).toEqual([]);
});

it('records no registry address: every machine uses its own', () => {
  expect(Object.values(packages).filter(({ link, resolved }) => resolved !== undefined && !link)).toEqual([]);
});
