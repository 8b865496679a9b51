import { speedResolution } from '@octet/contracts';
import { openings } from '../measure/latencies.ts';
import { type Machine, machineLine } from '../measure/machine.ts';
import { table } from '../measure/page.ts';

export interface ZooFigures {
  readonly model: string;
  readonly data: string;
  readonly outcome: string;
  readonly outcomeReason: string;
  /** Of onnx.checker or Python's onnxruntime; null where they find none. */
  readonly pythonFault: string | null;
  /** Nodes of the optimised graph. `unexplained`: float without a reason. */
  readonly linear: { readonly integer: number; readonly float: number; readonly unexplained: number };
  readonly floatReasons: readonly string[];
  readonly metric: { readonly name: string; readonly fp32: number; readonly int8: number } | null;
  /** null: infinite, nothing differs. */
  readonly sqnrDb: number | null;
  readonly sizeRatio: number;
  /** FP32 time / INT8 time, 1 thread, with the 95 % interval. */
  readonly speedup: { readonly ratio: number; readonly low: number; readonly high: number };
  readonly verdict: string;
  readonly missedGates: readonly string[];
  readonly seconds: number;
}

/** docs/benchmarks/CLASS/zoo.md. */
export function renderZoo({ machine, models }: { readonly machine: Machine; readonly models: readonly ZooFigures[] }): string {
  return `# Every model of the zoo through \`octet quantize\` on ${machine.cpuClass}

The empty recipe, on the data that the zoo names; \`ultraface\` on generated smooth images and \`silero-vad\` on generated speech-like windows, both seeded.

${machineLine(machine)}
Regenerate with \`npm run bench -- zoo --write\`; the figures are in [zoo.json](zoo.json).

- **checks**: \`onnx.checker\` with full_check, and Python's onnxruntime computes what Node's does, bit for bit.
- **linear nodes**: convolutions, matrix products and recurrences of onnxruntime's optimised graph, by what their kernels compute in.
- **×**: FP32 time / INT8 time at batch 1 and 1 thread, paired over interleaved rounds and ${openings} openings or more, with its 95 % interval. Two sessions of
  the same file differ by up to 2 %: down to 0.98 is no slower.

${table(
  [
    'model',
    'data',
    'outcome',
    'checks',
    'linear nodes, integer:',
    'float:',
    'metric FP32 → INT8:',
    'SQNR dB:',
    'smaller:',
    '×:',
    'no slower',
    'verdict',
    'seconds:',
  ],
  models.map((m) => [
    m.model,
    m.data,
    m.outcome,
    m.pythonFault === null ? 'pass' : '**fail**',
    String(m.linear.integer),
    `${m.linear.float}${m.linear.unexplained > 0 ? ` (**${m.linear.unexplained} unexplained**)` : ''}`,
    m.metric === null ? '' : `${m.metric.name} ${(100 * m.metric.fp32).toFixed(2)} → ${(100 * m.metric.int8).toFixed(2)}`,
    m.sqnrDb?.toFixed(2) ?? '∞',
    `${m.sizeRatio.toFixed(2)}×`,
    `${m.speedup.ratio.toFixed(2)} (${m.speedup.low.toFixed(2)} to ${m.speedup.high.toFixed(2)})`,
    m.speedup.high >= 1 - speedResolution ? 'yes' : '**no**',
    m.verdict,
    m.seconds.toFixed(0),
  ]),
)}

## Reasons

${models.flatMap(reasons).join('\n')}
`;
}

function reasons(m: ZooFigures): string[] {
  const said = [
    ...(m.outcomeReason === '' ? [] : [`${m.outcome}: ${m.outcomeReason}`]),
    ...m.floatReasons.map((r) => `float: ${r}`),
    ...m.missedGates,
    ...(m.pythonFault === null ? [] : [m.pythonFault]),
  ];
  return said.length === 0 ? [] : [`- **${m.model}**: ${said.map(plain).join('; ')}`];
}

/** Names come out of models: no character may begin markup. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_|<>[\]]/g, '\\$&');
}
