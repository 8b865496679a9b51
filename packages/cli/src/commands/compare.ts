import { resolve } from 'node:path';
import { compare } from '@octet/engine';
import { exitCode } from '../exit-code.ts';
import { table } from '../table.ts';
import type { CommandContext } from './quantize.ts';

/** `octet compare`: two models on the same inputs. */
export async function compareCommand(
  a: string,
  b: string,
  args: { readonly data: string; readonly json?: boolean },
  context: CommandContext,
): Promise<number> {
  const path = (p: string) => resolve(context.folder, p);
  const found = await compare({
    a: path(a),
    b: path(b),
    data: path(args.data),
    signal: context.signal,
    onEvent: (event) => context.progress.onEvent(event),
  });
  context.progress.end('done');
  if (args.json === true) {
    context.json(found);
    return exitCode.ok;
  }
  const percent = (share: number | null) => (share === null ? '-' : `${(100 * share).toFixed(2)} %`);
  const outputs = table(
    ['Output', 'SQNR, dB', 'Cosine', 'Largest error', 'Same class'],
    found.outputs.map((o) => [
      o.name,
      typeof o.sqnr_db === 'number' ? o.sqnr_db.toFixed(2) : o.sqnr_db,
      o.cosine.toFixed(6),
      o.max_abs_error.toPrecision(4),
      percent(o.agreement),
    ]),
    { right: [1, 2, 3, 4] },
  );
  const { latency, kernels } = found;
  const ms = (us: number) => `${(us / 1000).toFixed(3)} ms`;
  context.out(
    [
      `${found.samples} samples; ${found.agreement === null ? 'no output has a class axis' : `the same class on ${percent(found.agreement)} of the answers`}`,
      outputs,
      `latency, 1 thread:  ${ms(latency.a_us)} against ${ms(latency.b_us)}: ${latency.ratio.toFixed(2)} times as fast (${latency.low.toFixed(2)} to ${latency.high.toFixed(2)})`,
      `linear kernels:     ${kernels.a.integer} integer and ${kernels.a.float} float against ${kernels.b.integer} integer and ${kernels.b.float} float`,
      '',
    ].join('\n'),
  );
  return exitCode.ok;
}
