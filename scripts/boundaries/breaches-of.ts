import { dirname, join } from 'node:path/posix';
import { importsOf } from './imports-of.ts';
import { type PackageRule, packageRules, placeRules, testRule } from './rules.ts';

/**
 * What the file at `path` (relative to the root, with `/`) imports against the rules, one sentence each.
 * Files outside `packages/` and `services/` (scripts, tests, examples) may import every package, but by name only.
 */
export function breachesOf(path: string, source: string): string[] {
  const [, packageName] = /^(?:packages|services)\/([^/]+)\//.exec(path) ?? [];
  const rules = packageName === undefined ? undefined : rulesFor(packageName, path);
  if (rules?.length === 0) return [`${path}: package "${packageName}" has no rule; add it to scripts/boundaries/rules.ts`];
  return importsOf(source).flatMap((specifier) => {
    // `#name` is one of the package's own files, as its package.json says.
    if (specifier.startsWith('#')) return [];
    const reason = specifier.startsWith('.') ? relativeBreach(path, specifier) : packageBreach(specifier, path, rules);
    return reason ? [`${path}: imports ${specifier}: ${reason}`] : [];
  });
}

function rulesFor(packageName: string, path: string): PackageRule[] {
  const rule = packageRules[packageName];
  if (rule === undefined) return [];
  return servesTests(path) ? [rule, testRule] : [rule];
}

/** A test, or what several tests of a package share: `src/testing/`. */
function servesTests(path: string): boolean {
  return path.endsWith('.test.ts') || /^(?:packages|services)\/[^/]+\/src\/testing\//.test(path);
}

function relativeBreach(path: string, specifier: string): string | undefined {
  const home = /^(?:packages|services)\/[^/]+\/src\//.exec(path)?.[0];
  const target = join(dirname(path), specifier);
  if (home !== undefined && !target.startsWith(home)) return 'leaves its package; import the other package by its name';
  if (home !== undefined && servesTests(target) && !servesTests(path)) return 'serves tests only';
  if (home === undefined && /^(?:packages|services)\//.test(target)) return 'reaches into a package; import it by its name';
  return undefined;
}

function packageBreach(specifier: string, path: string, rules: readonly PackageRule[] | undefined): string | undefined {
  const octet = /^@octet\/([^/]+)(\/.*)?$/.exec(specifier);
  if (octet?.[2]) return 'reaches into a package; what is not exported by its index.ts is its own affair';
  if (rules === undefined) return undefined;
  if (octet?.[1]) {
    if (!rules.some((rule) => rule.octet.includes(octet[1] ?? ''))) return 'not among the packages that it may know';
    return placeBreach(specifier, path);
  }
  if (specifier.startsWith('node:')) return nodeBreach(specifier.slice('node:'.length), rules);
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (!rules.some((rule) => rule.npm.includes(name))) return 'not among the npm packages that it may use';
  return placeBreach(name, path);
}

function placeBreach(name: string, path: string): string | undefined {
  const place = placeRules[name];
  if (place === undefined || !path.startsWith(place.within ?? '')) return undefined;
  return path.startsWith(place.only) ? undefined : place.why;
}

function nodeBreach(module: string, rules: readonly PackageRule[]): string | undefined {
  const [base = module] = module.split('/');
  return rules.some(({ node }) => node === 'any' || node.includes(base))
    ? undefined
    : 'this package is pure: no files, network or processes';
}
