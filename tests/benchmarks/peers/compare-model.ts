import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset } from '@octet/datasets';
import type { Feeds, PortInfo, Tensors } from '@octet/quantizer';
import type { OrtRunner, PairedRatio } from '@octet/runtime';
import { dataSources } from '../data/data-sources.ts';
import { pythonJson } from '../measure/child-json.ts';
import { type Latencies, type LatencyEffort, measureLatencies } from '../measure/latencies.ts';
import { quantizeOurs, secondsToArtifact } from '../measure/ours.ts';
import { modelPath, type ZooModel } from '../zoo-models.ts';
import { ap50 } from './ap50.ts';
import { type Judged, judge } from './judge.ts';
import type { Peer } from './peers-of.ts';
import { writeSamplesForPython } from './samples.ts';

/** One artifact of one model. */
export interface ArtifactFigures extends Judged {
  /** `Octet`, or the peer's name. */
  readonly artifact: string;
  readonly bytes: number;
  /** Calibration and conversion; the peers' without quant_pre_process, ours with everything before it. */
  readonly seconds: number;
  readonly peakBytes: number;
  /** By number of threads. */
  readonly ms: Readonly<Record<number, number>>;
  readonly speedup: Readonly<Record<number, PairedRatio>>;
}

export interface ModelFigures {
  readonly model: string;
  readonly calibrationSamples: number;
  readonly fp32: { readonly bytes: number; readonly ms: Readonly<Record<number, number>> };
  readonly artifacts: readonly ArtifactFigures[];
  /** The faster peer's time over ours, by number of threads. */
  readonly againstFasterPeer: Readonly<Record<number, { readonly peer: string } & PairedRatio>>;
  readonly versions: Readonly<Record<string, string>>;
}

const threadCounts = [1, 2] as const;

export interface ComparisonOptions {
  readonly folder: string;
  readonly runner: OrtRunner;
  readonly peers: readonly Peer[];
  readonly effort: LatencyEffort;
  readonly say: (line: string) => void;
}

/** Quantizes one model with Octet and with quantize_static on the same preprocessed samples, and measures everything in one runtime. */
export async function compareModel(model: ZooModel, options: ComparisonOptions): Promise<ModelFigures> {
  const { runner, peers, say } = options;
  const folder = join(options.folder, model.name);
  await mkdir(folder, { recursive: true });
  const path = modelPath(model);
  const fp32 = await readFile(path);
  const inputs = await inputsOf(runner, fp32);
  say('packing samples');
  const archives = await dataSources[model.data](folder, model.contract ?? {});
  const npz = join(folder, 'samples.npz');
  const calibrationSamples = await writeSamplesForPython(archives.calibration, inputs, npz);

  const made: Made[] = [];
  let versions: Readonly<Record<string, string>> = {};
  for (const [i, { name, calibrator, weights, reduceRange }] of peers.entries()) {
    say(`quantize_static, ${name}`);
    const artifact = join(folder, `peer-${i}.onnx`);
    const form = JSON.stringify({ calibrator, weights, reduce_range: reduceRange });
    const run = await pythonJson<PeerRun>('quantize_static.py', [path, npz, inputs[0]?.name ?? '', form, artifact]);
    versions = run.versions;
    made.push({ artifact: name, path: artifact, seconds: run.seconds, peakBytes: run.peak_bytes });
  }
  say('Octet');
  const ours = await quantizeOurs({
    model: path,
    calibration: archives.calibration,
    evaluation: archives.calibration,
    out: join(folder, 'octet'),
  });
  made.unshift({ artifact: 'Octet', path: ours.artifact, seconds: secondsToArtifact(ours), peakBytes: ours.peakBytes });

  say('evaluating');
  const artifacts = Object.fromEntries(
    await Promise.all(made.map(async (m) => [m.artifact, (await readFile(m.path)) as Uint8Array] as const)),
  );
  const kept = new Map<string, Float32Array[]>(['fp32', ...Object.keys(artifacts)].map((n) => [n, []]));
  const isDetector = model.data === 'coco';
  const keep = (name: string, outputs: Tensors) => kept.get(name)?.push(Float32Array.from(Object.values(outputs)[0]?.data as Float32Array));
  const judged = await judge({ fp32, artifacts }, archives.evaluation, {
    runner,
    inputs,
    classes: !isDetector,
    ...(isDetector ? { keep } : {}),
  });
  const scores = isDetector ? await scoresOf(kept, folder) : undefined;

  say('timing');
  const feeds = await firstFeeds(archives.evaluation, inputs, 4);
  const timed: Latencies[] = [];
  for (const threads of threadCounts) timed.push(await measureLatencies({ fp32, ...artifacts }, feeds, { ...options.effort, threads }));
  const msOf = (name: string) => Object.fromEntries(timed.map((t) => [t.threads, t.ms[name] as number]));
  return {
    model: model.name,
    calibrationSamples,
    fp32: { bytes: (await stat(path)).size, ms: msOf('fp32') },
    artifacts: await Promise.all(
      made.map(
        async ({ artifact, path: file, seconds, peakBytes }): Promise<ArtifactFigures> => ({
          artifact,
          ...(judged[artifact] as Judged),
          ...(scores === undefined ? {} : { metric: scores(artifact) }),
          bytes: (await stat(file)).size,
          seconds,
          peakBytes,
          ms: msOf(artifact),
          speedup: Object.fromEntries(timed.map((t) => [t.threads, t.ratio('fp32', artifact)])),
        }),
      ),
    ),
    againstFasterPeer: Object.fromEntries(
      timed.map((t) => {
        const peer = peers.map(({ name }) => name).reduce((best, name) => ((t.ms[name] as number) < (t.ms[best] as number) ? name : best));
        return [t.threads, { peer, ...t.ratio(peer, 'Octet') }];
      }),
    ),
    versions,
  };
}

interface Made {
  readonly artifact: string;
  readonly path: string;
  readonly seconds: number;
  readonly peakBytes: number;
}

interface PeerRun {
  readonly seconds: number;
  readonly preprocess_seconds: number;
  readonly peak_bytes: number;
  readonly versions: Readonly<Record<string, string>>;
}

async function scoresOf(kept: ReadonlyMap<string, readonly Float32Array[]>, folder: string) {
  const scores = new Map<string, number>();
  for (const [name, outputs] of kept) scores.set(name, await ap50(outputs, folder));
  return (artifact: string) => {
    const [fp32, int8] = [scores.get('fp32') as number, scores.get(artifact) as number];
    return { name: 'AP50', fp32, int8, drop: fp32 - int8 };
  };
}

async function inputsOf(runner: OrtRunner, model: Uint8Array): Promise<readonly PortInfo[]> {
  await using session = await runner.open(model);
  return session.inputs;
}

async function firstFeeds(archive: string, inputs: readonly PortInfo[], count: number): Promise<Feeds[]> {
  await using dataset = await openDataset(archive, { inputs });
  const feeds: Feeds[] = [];
  for await (const sample of dataset.samples([...Array(Math.min(count, dataset.count)).keys()])) feeds.push(sample.feeds);
  return feeds;
}
