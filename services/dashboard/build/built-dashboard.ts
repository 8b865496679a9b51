import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sourceStamp } from './source-stamp.ts';

const root = join(import.meta.dirname, '..');
const builds = join(root, 'dist');
const dayMs = 86_400_000;

export interface BuiltDashboard {
  /** What the gateway serves: its OCTET_DASHBOARD_FOLDER. */
  readonly folder: string;
  /** undefined where it was there already. */
  readonly builtInSeconds: number | undefined;
}

/**
 * The pages of these sources, in a folder of their own under dist/: a service that runs keeps the pages that it started with, whatever is
 * built beside it. Throws an Error with Vite's words where they cannot be built.
 */
export function builtDashboard(): BuiltDashboard {
  const folder = join(builds, sourceStamp(root).slice(0, 16));
  if (existsSync(folder)) return { folder, builtInSeconds: undefined };
  const startedAt = performance.now();
  const unfinished = `${folder}.${process.pid}`;
  try {
    build(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process may have been first.
    if (!existsSync(folder)) throw error;
  }
  removeOld();
  return { folder, builtInSeconds: (performance.now() - startedAt) / 1000 };
}

function build(folder: string): void {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const args = [vite, 'build', root, '--outDir', folder, '--configLoader', 'native', '--logLevel', 'warn'];
  // Nothing of the environment: a NODE_ENV of tests would build React's development version.
  const env = { NODE_ENV: 'production' };
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The dashboard could not be built: ${error?.message ?? `${stderr}${stdout}`.trim()}`);
}

function removeOld(): void {
  for (const name of readdirSync(builds)) {
    const path = join(builds, name);
    if (Date.now() - statSync(path).mtimeMs > dayMs) rmSync(path, { recursive: true, force: true });
  }
}
