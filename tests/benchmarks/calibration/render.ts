import { type Machine, machineLine } from '../measure/machine.ts';
import { table } from '../measure/page.ts';
import type { AgainstPython } from './against-python.ts';
import type { SpeedFigures } from './speed.ts';

export interface CalibrationFigures {
  readonly model: string;
  readonly speed: SpeedFigures;
  readonly python?: AgainstPython;
  /** Peak resident bytes of a process by number of samples; median of some processes. */
  readonly memory: Readonly<Record<number, number>>;
}

/** What the project holds itself to: memory does not follow the number of samples. */
const mostGrowth = 1.2;

/** docs/benchmarks/calibration.md. */
export function renderCalibration({
  machine,
  models,
}: {
  readonly machine: Machine;
  readonly models: readonly CalibrationFigures[];
}): string {
  const compared = models.filter((m) => m.python !== undefined);
  return `# What calibration costs

The calibrator runs the model with every observed value as an output and counts every element of every sample: exact extremes, exact histograms
([ADR 13](../adr/0013-calibration-counts-everything.md)). Real images, repeated where there are fewer. Medians of interleaved rounds.

${machineLine(machine)}
Regenerate with \`npm run bench -- calibration --write\`; the figures are in [calibration.json](calibration.json).

## Against plain FP32 inference

Milliseconds a sample. Plain inference runs samples that it already holds, back to back, and drops the outputs. It keeps its sessions over the
rounds; the calibrator keeps its threads, as in the engine, and opens new sessions.
**ratio**: calibration over the better of the two plain set-ups, once all is set up; **whole call**: with the set-up (graphs, sessions), over these
samples.

${table(
  [
    'model',
    'samples:',
    'values observed:',
    '1 session × all cores:',
    '1 session a core:',
    'calibration:',
    'ratio:',
    'set-up s:',
    'whole call:',
  ],
  models.map(({ model, speed: s }) => [
    model,
    `${s.samples} (${s.distinct} distinct)`,
    String(s.observedValues),
    s.oneSessionMs.toFixed(3),
    s.sessionPerCoreMs.toFixed(3),
    s.calibrateMs.toFixed(3),
    s.ratio.toFixed(2),
    s.setUpSeconds.toFixed(2),
    s.ratioWithSetUp.toFixed(2),
  ]),
)}

## Against Python's calibrators

Seconds for the samples less seconds for one, each in a process of its own: \`quantize_static\` with each of its calibrators, U8S8 per channel, against
ours, which gives extremes and histograms at once.

${table(
  ['model', 'samples:', 'Octet s:', 'MinMax s:', 'times:', 'Percentile s:', 'times:'],
  compared.map(({ model, python }) => {
    const { samples, ours, minMax, percentile } = python as AgainstPython;
    return [
      model,
      String(samples),
      ours.toFixed(3),
      minMax.toFixed(3),
      `${(minMax / ours).toFixed(1)}×`,
      percentile.toFixed(3),
      `${(percentile / ours).toFixed(1)}×`,
    ];
  }),
)}

## Peak memory

Peak of the resident memory of a process that opens the archive, fuses the model and calibrates, MB; median of three processes. Samples are
streamed.

${table(
  ['model', '100 samples:', '1,000 samples:', 'growth:', `flat (≤ ${Math.round(100 * (mostGrowth - 1))} %)`],
  models.map(({ model, memory }) => {
    const [few, many] = [memory[100] as number, memory[1000] as number];
    return [model, (few / 1e6).toFixed(0), (many / 1e6).toFixed(0), percent(many / few - 1), yes(many / few <= mostGrowth)];
  }),
)}
`;
}

const yes = (holds: boolean): string => (holds ? 'yes' : '**no**');
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
