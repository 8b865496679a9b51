import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuCapabilities, octetVersion } from '@octet/engine';
import type { ChildCapabilities } from './messages.ts';

/** Also shows that a process confined like this one can load the engine and write to its scratch folder. */
export async function capabilities(): Promise<ChildCapabilities> {
  const proof = join(tmpdir(), `.capabilities.${process.pid}`);
  await writeFile(proof, '');
  await rm(proof);
  const { model, architecture, cores, cpuClass, flags } = cpuCapabilities();
  const present = Object.entries(flags).flatMap(([flag, has]) => (has ? [flag] : []));
  return { kind: 'capabilities', version: octetVersion, cpu: { model, architecture, cores, cpu_class: cpuClass, flags: present } };
}
