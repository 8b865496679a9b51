import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import type { CpuClass } from '@octet/contracts';
import { cpuCapabilities } from '@octet/runtime';

/** What a figure depends on besides the code. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly cpuClass: CpuClass;
  readonly memoryGib: number;
  readonly node: string;
  readonly onnxruntimeNode: string;
}

export function machine(): Machine {
  const { model, cores, cpuClass } = cpuCapabilities();
  const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return {
    cpu: model,
    cores,
    cpuClass,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    onnxruntimeNode: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version,
  };
}

export function machineLine(m: Machine): string {
  return `${m.cores} cores of ${m.cpu} (${m.cpuClass}), ${m.memoryGib} GiB; Node ${m.node}, onnxruntime-node ${m.onnxruntimeNode}.`;
}
