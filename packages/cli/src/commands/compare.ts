import { resolve } from 'node:path';
import { compare } from '@octet/engine';
import Table from 'cli-table3';
import { exitCode } from '../exit-code.ts';
import type { CommandContext } from './quantize.ts';

/** `octet compare`: two models on the same inputs. */
export async function compareCommand(
  a: string,
  b: string,
  args: { readonly data: string; readonly json?: boolean },
  context: CommandContext,
): Promise<number> {
  const path = (p: string) => resolve(context.folder, p);
  const found = await compare({ a: path(a), b: path(b), data: path(args.data), signal: context.signal });
  if (args.json === true) {
    context.out(`${JSON.stringify(found)}\n`);
    return exitCode.ok;
  }
  const outputs = new Table({ head: ['Output', 'SQNR, dB', 'Cosine', 'Largest error'], style: { head: [], border: [] } });
  for (const o of found.outputs)
    outputs.push([o.name, o.sqnr_db === null ? 'exact' : o.sqnr_db.toFixed(2), o.cosine.toFixed(6), o.max_abs_error.toPrecision(4)]);
  context.out(
    [
      `${found.samples} samples; the same answer on ${found.agreement === null ? 'no class axis' : `${(100 * found.agreement).toFixed(2)} %`}`,
      outputs.toString(),
      `latency at 1 thread: ${(found.latency.a_us / 1000).toFixed(3)} ms against ${(found.latency.b_us / 1000).toFixed(3)} ms, ${found.latency.ratio.toFixed(2)} times as fast (${found.latency.low.toFixed(2)} to ${found.latency.high.toFixed(2)})`,
      `linear kernels: ${found.kernels.a.integer} integer, ${found.kernels.a.float} float against ${found.kernels.b.integer} integer, ${found.kernels.b.float} float`,
      '',
    ].join('\n'),
  );
  return exitCode.ok;
}
