/**
 * Adds to package-lock.json the optional platform packages that npm left out.
 *
 * `npm install` writes no entry for an optional dependency that its registry does not serve (a partial mirror), and `npm ci` then refuses
 * the lockfile everywhere, even on machines that would never install that package. Their versions are exact in the package that asks for
 * them, and their platform is in their names. Run it after `npm install` when tests/repository/lockfile.test.ts says so.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const systems = { android: 'android', darwin: 'darwin', freebsd: 'freebsd', linux: 'linux', win32: 'win32', windows: 'win32' };
const processors = { 64: 'x64', aarch64: 'arm64', arm: 'arm', arm64: 'arm64', armv7: 'arm', ia32: 'ia32', x64: 'x64' };

const lockfile = JSON.parse(readFileSync(file, 'utf8'));
for (const [path, parent] of Object.entries(lockfile.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const hoisted = `node_modules/${name}`;
    if (hoisted in lockfile.packages || `${path}/${hoisted}` in lockfile.packages) continue;
    lockfile.packages[hoisted] = entryOf(name, version, parent);
    process.stdout.write(`added ${name}@${version}\n`);
  }
}
lockfile.packages = Object.fromEntries(Object.entries(lockfile.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);

function entryOf(name, version, parent) {
  const words = name.split('/').at(-1).split('-');
  const os = words.map((word) => systems[word]).find(Boolean);
  const cpu = words.map((word) => processors[word]).find(Boolean);
  if (!os || !cpu || !/^\d/.test(version))
    throw new Error(`${name}@${version}: cannot tell its platform or exact version from its name; add its lockfile entry by hand`);
  const libc = words.includes('musl') ? { libc: ['musl'] } : {};
  return { version, cpu: [cpu], ...(parent.dev && { dev: true }), ...libc, license: parent.license, optional: true, os: [os] };
}
