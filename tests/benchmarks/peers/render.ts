import { openings } from '../measure/latencies.ts';
import type { Machine } from '../measure/machine.ts';
import { machineLine } from '../measure/machine.ts';
import { table } from '../measure/page.ts';
import type { ArtifactFigures, ModelFigures } from './compare-model.ts';
import { advisedForms } from './peers-of.ts';

export interface PeersFigures {
  readonly machine: Machine;
  readonly models: readonly ModelFigures[];
}

/** docs/benchmarks/CLASS/peers.md. Every sentence about who wins follows from the figures. */
export function renderPeers({ machine, models }: PeersFigures): string {
  const versions = models[0]?.versions ?? {};
  const python = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  return `# Octet against onnxruntime's own quantizer on ${machine.cpuClass}

\`quantize_static\` of Python onnxruntime, as its authors advise it for this CPU class (${advisedForms(machine.cpuClass)}, per channel, after \`quant_pre_process\`), with both of its calibrators, against
\`octet quantize\` with the empty recipe. The same preprocessed calibration samples for all; everything is evaluated and timed in onnxruntime-node.

${machineLine(machine)} Python: ${python}.
Regenerate with \`npm run bench -- peers --write\`; the figures are in [peers.json](peers.json).

- **drop**: FP32 − INT8 in points. **agree**: samples with FP32's answer. **SQNR**: 10·log10(Σfp32² / Σerror²) over all outputs of all evaluation samples.
- **×**: FP32 time / INT8 time at batch 1, the median of paired ratios over interleaved rounds in which every file is opened ${openings} times or more.
- **seconds**: calibration and conversion (Octet: from reading the model to the artifact, with its search). **peak**: resident memory of that process
  (Octet: of the whole job, with evaluation, benchmark and report).

${table(
  [
    'model',
    'artifact',
    'metric:',
    'drop:',
    'agree %:',
    'SQNR dB:',
    'bytes:',
    'smaller:',
    '1 thread ms:',
    '×:',
    '2 threads ms:',
    '×:',
    'seconds:',
    'peak MB:',
  ],
  models.flatMap(rows),
)}

## What follows

${models.flatMap(statements).join('\n')}
`;
}

function rows(m: ModelFigures): string[][] {
  const metric = m.artifacts[0]?.metric;
  const fp32 = [
    `**${m.model}**`,
    'FP32',
    metric === undefined ? '' : `${metric.name} ${metric.fp32.toFixed(2)}`,
    ...['', '', ''],
    String(m.fp32.bytes),
    '',
    ms(m.fp32.ms[1]),
    '',
    ms(m.fp32.ms[2]),
    ...['', '', ''],
  ];
  return [fp32, ...m.artifacts.map((a) => artifactRow(m, a))];
}

function artifactRow(m: ModelFigures, a: ArtifactFigures): string[] {
  return [
    '',
    a.artifact,
    a.metric?.int8.toFixed(2) ?? '',
    a.metric?.drop.toFixed(2) ?? '',
    a.agreement?.toFixed(2) ?? '',
    a.sqnrDb.toFixed(2),
    String(a.bytes),
    `${(m.fp32.bytes / a.bytes).toFixed(2)}×`,
    ms(a.ms[1]),
    times(a.speedup[1]?.ratio),
    ms(a.ms[2]),
    times(a.speedup[2]?.ratio),
    a.seconds.toFixed(1),
    (a.peakBytes / 1e6).toFixed(0),
  ];
}

function statements(m: ModelFigures): string[] {
  const [ours, ...peers] = m.artifacts;
  if (ours === undefined) return [];
  const best = Math.max(...peers.map((p) => p.sqnrDb));
  const sqnr = `SQNR at least the better peer's: **${ours.sqnrDb >= best ? 'yes' : 'no'}** (${ours.sqnrDb.toFixed(2)} against ${best.toFixed(2)} dB)`;
  const speed = Object.entries(m.againstFasterPeer).map(([threads, { peer, ratio, low, high }]) => {
    const answer = low > 1 ? 'yes' : high < 1 ? 'no' : 'equal within noise';
    return `no slower than the faster peer at ${threads} ${threads === '1' ? 'thread' : 'threads'}: **${answer}** (${peer} / Octet ${ratio.toFixed(3)}, ${low.toFixed(3)} to ${high.toFixed(3)})`;
  });
  return [`- **${m.model}**, ${m.calibrationSamples} calibration and ${ours.samples} evaluation samples. ${[sqnr, ...speed].join('; ')}.`];
}

const ms = (value: number | undefined): string => value?.toFixed(value < 1 ? 3 : 2) ?? '';
const times = (value: number | undefined): string => value?.toFixed(2) ?? '';
