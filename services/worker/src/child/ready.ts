import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuCapabilities, octetVersion } from '@octet/engine';
import type { ChildReady } from './messages.ts';

/** What this process found; that it can say so shows that one confined like it can load the engine and write to its scratch folder. */
export async function ready(): Promise<ChildReady> {
  const proof = join(tmpdir(), `.ready.${process.pid}`);
  await writeFile(proof, '');
  await rm(proof);
  const { model, architecture, cores, cpuClass, flags } = cpuCapabilities();
  const present = Object.entries(flags).flatMap(([flag, has]) => (has ? [flag] : []));
  return { kind: 'ready', version: octetVersion, cpu: { model, architecture, cores, cpu_class: cpuClass, flags: present } };
}
