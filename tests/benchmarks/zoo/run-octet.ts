import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '@octet/contracts';

const cli = join(import.meta.dirname, '../../../packages/cli/src/main.ts');
/** 2: a gate was missed. The artifact and the report are there, and the report says which. */
const made: ReadonlySet<number | null> = new Set([0, 2]);

export interface OctetRun {
  readonly report: Report;
  readonly artifact: string;
  readonly seconds: number;
}

/** `octet quantize` as a user calls it, with the empty recipe. */
export async function runOctet(
  model: string,
  data: { readonly calibration: string; readonly evaluation: string },
  out: string,
): Promise<OctetRun> {
  const started = performance.now();
  const args = [
    cli,
    'quantize',
    model,
    '--calibration',
    data.calibration,
    '--evaluation',
    data.evaluation,
    '--out',
    out,
    '--json',
    '--quiet',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-4000);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (!made.has(code)) throw new Error(`octet quantize ended with ${code}: ${said}`);
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Report;
  return { report, artifact: join(out, 'model.int8.onnx'), seconds: (performance.now() - started) / 1000 };
}
