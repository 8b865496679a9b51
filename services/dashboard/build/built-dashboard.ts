import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sourceStamp } from './source-stamp.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist');
const stampFile = 'stamp.txt';

export interface BuiltDashboard {
  /** What the gateway serves: its OCTET_DASHBOARD_FOLDER. */
  readonly folder: string;
  /** undefined where it was there already. */
  readonly builtInSeconds: number | undefined;
}

/** The pages, built unless they are there and of these sources. Throws an Error with Vite's words where they cannot be. */
export function builtDashboard(): BuiltDashboard {
  const stamp = sourceStamp(root);
  if (keptStamp() === stamp) return { folder, builtInSeconds: undefined };
  const startedAt = performance.now();
  // Beside the old one: whoever reads that meanwhile reads it whole, and two who build at once do not meet.
  const fresh = `${folder}-${process.pid}`;
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const args = [vite, 'build', root, '--outDir', fresh, '--emptyOutDir', '--configLoader', 'native', '--logLevel', 'warn'];
  try {
    const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The dashboard could not be built: ${error?.message ?? `${stderr}${stdout}`.trim()}`);
    writeFileSync(join(fresh, stampFile), stamp);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } catch (failure) {
    rmSync(fresh, { recursive: true, force: true });
    if (keptStamp() !== stamp) throw failure;
  }
  return { folder, builtInSeconds: (performance.now() - startedAt) / 1000 };
}

function keptStamp(): string | undefined {
  try {
    return readFileSync(join(folder, stampFile), 'utf8');
  } catch {
    return undefined;
  }
}
