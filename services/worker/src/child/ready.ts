import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuCapabilities, cpuRecord, octetVersion } from '@octet/engine';
import type { ChildReady } from './messages.ts';

/** What this process found; that it can say so shows that one confined like it can load the engine and write to its scratch folder. */
export async function ready(): Promise<ChildReady> {
  const proof = join(tmpdir(), `.ready.${process.pid}`);
  await writeFile(proof, '');
  await rm(proof);
  return { kind: 'ready', version: octetVersion, cpu: cpuRecord(cpuCapabilities()) };
}
