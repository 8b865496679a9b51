import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { doctor, type KernelCost } from '@octet/engine';
import { exitCode } from '../exit-code.ts';
import { table } from '../table.ts';
import type { CommandContext } from './quantize.ts';

/** Asked in a process of its own, as `serve` is: a worker's code, and nobody's to import. */
const sandbox = join(import.meta.dirname, '../../../../services/worker/src/sandbox/tell.ts');

interface Confinement {
  readonly confines: readonly string[];
  readonly missing: readonly string[];
}

const flagRemarks = {
  cpuinfo: '',
  override: ' (OCTET_CPU_FLAGS overrides CPU detection)',
  assumed: ' (not reported by this system; assumed)',
};

/** `octet doctor`: what this machine offers, and whether quantization works on it. */
export async function doctorCommand(args: { readonly bench?: boolean; readonly json?: boolean }, context: CommandContext): Promise<number> {
  const machine = await doctor({ bench: args.bench === true, signal: context.signal });
  const found = { ...machine, confinement: await confinement(context.signal) };
  if (args.json === true) context.json(found);
  else {
    const flags = Object.entries(found.cpu.flags)
      .filter(([, has]) => has)
      .map(([flag]) => flag);
    context.out(
      [
        `CPU           ${found.cpu.model} (${found.cpu.architecture}), ${found.cpu.cores} cores`,
        `flags         ${flags.join(' ')}${flagRemarks[found.cpu.flagSource]}`,
        `target        ${found.target}: ${found.targetDescription}`,
        ...found.warnings.map((warning) => `warning       ${warning}`),
        `memory        ${(found.memory.freeBytes / 2 ** 30).toFixed(1)} of ${(found.memory.totalBytes / 2 ** 30).toFixed(1)} GiB free`,
        `limits        ${Object.entries(found.limits)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}`,
        `confinement   of the engines of jobs: ${found.confinement.confines.join(', ')}${
          found.confinement.missing.length === 0 ? '' : `; refused here: ${found.confinement.missing.join(', ')} (docs/deployment.md)`
        }`,
        `versions      octet ${found.versions.octet}, node ${found.versions.node}, onnxruntime ${found.versions.onnxruntime}`,
        `cache         ${found.cache}`,
        `self-test     ${found.selfTest.ok ? `a small network quantized, ${found.selfTest.integer} of ${found.selfTest.linear} linear operators on integers, ${found.selfTest.sqnrDb.toFixed(1)} dB` : `FAILED: ${found.selfTest.reason}`}`,
        ...(found.kernelCosts === undefined ? [] : ['', kernelTable(found.kernelCosts)]),
        '',
      ].join('\n'),
    );
  }
  return found.selfTest.ok ? exitCode.ok : exitCode.failed;
}

function kernelTable(costs: readonly KernelCost[]): string {
  return table(
    ['Kernel, 1 thread, batch 1', 'Input', 'Float, µs', 'Integer, µs', 'Times as fast', 'By the cost table', 'Ran as'],
    costs.map((c) => [
      c.operator,
      c.shape,
      c.floatUs.toFixed(0),
      c.integerUs.toFixed(0),
      c.ratio.toFixed(2),
      c.table?.ratio.toFixed(2) ?? '',
      c.kernel,
    ]),
    { right: [2, 3, 4, 5] },
  );
}

async function confinement(signal: AbortSignal): Promise<Confinement> {
  const { stdout } = await promisify(execFile)(process.execPath, [sandbox], { signal });
  return JSON.parse(stdout) as Confinement;
}
