import { createHash } from 'node:crypto';
import { isWithoutVnni, ProblemError, type ReportParts } from '@octet/contracts';
import { encodeToBuffer, type Model } from '@octet/onnx';
import {
  analyzeActivations,
  analyzeLayers,
  analyzeWeights,
  type Backend,
  type CalibrationSource,
  countPairs,
  type Feeds,
  quantize as quantizeModel,
} from '@octet/quantizer';
import { assembleReport, renderHtml, renderJson, renderMarkdown } from '@octet/report';
import { cpuCapabilities, createCalibrator, createRunner, type OrtRunner } from '@octet/runtime';
import { batchSizeOf } from './batches.ts';
import type { JobHooks } from './events.ts';
import type { Job, JobResult } from './job.ts';
import { refuseUnwritable, writeOutputs } from './output-folder.ts';
import { actionsPart, searchDiagnostics } from './parts/actions-part.ts';
import { cpuRecord } from './parts/cpu-record.ts';
import { executionPart } from './parts/execution-part.ts';
import { latencyPart } from './parts/latency-part.ts';
import { outcomeOf } from './parts/outcome.ts';
import { provenancePart } from './parts/provenance-part.ts';
import { raceDiagnostics } from './parts/races-part.ts';
import { sizePart } from './parts/size-part.ts';
import { activationRecords, layerRecords, weightRecords } from './parts/tensors-part.ts';
import { warningsPart } from './parts/warnings-part.ts';
import { StageClock } from './stage-clock.ts';
import { chooseBackend } from './stages/choose-backend.ts';
import { evaluate } from './stages/evaluate.ts';
import { loadModel } from './stages/load-model.ts';
import { accuracyLooks } from './stages/look-at-accuracy.ts';
import { measureSpeed } from './stages/measure-speed.ts';
import { type JobData, openData } from './stages/open-data.ts';
import { race } from './stages/race.ts';

const artifactName = 'model.int8.onnx';

/** Of the job's time so far: what the times of artifacts that were not chosen may cost. */
const candidateTimesShare = 0.1;

/**
 * The straight line of one job: model, data and recipe in, artifact and report out. Rejects with an error whose `code` is in the problem
 * table (`problemOf`); nothing is written then.
 */
export async function quantize(job: Job & JobHooks): Promise<JobResult> {
  const { recipe, signal } = job;
  const clock = new StageClock(job);
  try {
    clock.enter('validate');
    await refuseUnwritable(job.out);
    const model = await loadModel(job.model);
    const cpu = cpuCapabilities();
    const backend = chooseBackend(recipe, cpu);
    // What this CPU cannot run is neither raced nor timed here, and its products are computed as exactly as the target does.
    const isJudgedHere = backend.judgedHere(cpu);
    await using runner = await createRunner({
      exactIntegers: !isJudgedHere && isWithoutVnni(cpu.cpuClass),
      pairsAsWritten: backend.pairsAsWritten,
      ...(job.workers === undefined ? {} : { workers: job.workers }),
    });
    const ports = await portsOf(runner, model.fp32);
    await using data = await openData(job, { inputs: ports.inputs, recipe, signal });
    const someFeeds = await firstFeeds(data, 8);
    const looks = accuracyLooks(recipe.gates.max_accuracy_drop_points, {
      isLabelled: data.evaluation.labels !== undefined,
      evaluate: (int8) => {
        clock.enter('evaluate');
        const options = { runner, recipe, batchSize: batchSizeOf(ports), signal, onProgress: clock.progress };
        return evaluate({ fp32: model.fp32, int8 }, data, options);
      },
    });

    const quantized = await quantizeModel(model.model, {
      backend,
      runner,
      calibrator: createCalibrator({ pool: runner.pool }),
      calibration: calibrationSource(data),
      observer: recipe.calibration.observer,
      percentile: recipe.calibration.percentile,
      exclude: recipe.exclude,
      overrides: new Map(recipe.overrides.map(({ value, min, max }) => [value, { min, max }])),
      correctBias: recipe.correct.bias !== 'off',
      roundWeights: true,
      equalize: recipe.correct.equalize === 'on',
      wantedSqnrDb: recipe.gates.min_sqnr_db ?? undefined,
      searchSeconds: recipe.budget.search_seconds,
      race: isJudgedHere
        ? (candidate) => {
            clock.enter('race');
            const options = { feeds: someFeeds.slice(0, 2), signal, onProgress: clock.progress };
            return race({ fp32: model.fp32, int8: encodeToBuffer(candidate) }, options);
          }
        : undefined,
      accuracyOf: (candidate) => looks.look(encodeArtifact(candidate)),
      signal,
      onStage: (stage) => clock.enter(stage),
      onProgress: clock.progress,
    });
    const artifactModel = quantized.artifact.model;
    const outcome = outcomeOf(quantized);
    const artifact = outcome.outcome === 'untouched' ? model.fp32 : encodeArtifact(artifactModel);

    clock.enter('evaluate');
    const accuracy = await looks.evaluate(artifact);
    const layers = await analyzeLayers(quantized.prepared, quantized.artifact, quantized.plan, {
      runner,
      samples: someFeeds,
      weights: quantized.weights,
    });

    clock.enter('benchmark');
    const speed = isJudgedHere
      ? await measureSpeed({
          models: { fp32: model.fp32, int8: artifact },
          candidates: quantized.correction.candidates,
          encode: async (candidate) => encodeArtifact(await candidate.build()),
          feeds: someFeeds,
          candidateSeconds: () => candidateTimesShare * clock.seconds(),
          signal,
          onProgress: clock.progress,
        })
      : undefined;

    clock.enter('package');
    const weights = analyzeWeights(quantized.prepared, quantized.plan, quantized.weights);
    const activations = analyzeActivations(quantized.prepared, quantized.plan, quantized.statistics, {
      params: quantized.params,
      observers: quantized.correction.observers,
    });
    const machine = cpuRecord(cpu);
    const provenance = await provenancePart({ job, model, backend, cpu: machine, artifactDigest: digest(artifact) });
    const parts: ReportParts = {
      subject: {
        model_name: model.name,
        artifact_name: artifactName,
        ...outcome,
        opset: model.opset,
        parameter_count: model.parameterCount,
      },
      accuracy,
      ...(speed !== undefined && {
        latency: latencyPart(speed.latencies, machine),
        execution: executionPart(speed.proof, quantized.prepared, quantized.plan),
      }),
      layers: layerRecords(layers, activations, quantized),
      weights: weightRecords(weights, { guarded: backend.weights.saturationGuard && outcome.outcome === 'quantized' }),
      activations: activationRecords(activations),
      actions: actionsPart(quantized, recipe.budget.search_seconds, {
        timed: speed?.timed,
        artifact: speed?.latencies[0],
        artifactBytes: artifact.byteLength,
      }),
      data_diagnostics: data.diagnostics.findings,
      warnings: [
        ...warningsPart(machine, isForX86(backend) ? countPairs(quantized.prepared, quantized.plan, quantized.weights) : undefined),
        ...raceDiagnostics(quantized),
        ...searchDiagnostics(quantized, recipe.budget.search_seconds),
      ],
      size: sizePart({ fp32Bytes: model.fileBytes, int8Bytes: artifact.byteLength }, { fp32: model.model, int8: artifactModel }, weights),
      provenance: { ...provenance, stages: clock.finish() },
    };
    const report = assembleReport(parts);
    const files = await writeOutputs(job.out, {
      [artifactName]: artifact,
      'report.json': renderJson(report),
      'report.html': renderHtml(report),
      'report.md': renderMarkdown(report),
    });
    return { report, files };
  } catch (error) {
    if (signal?.aborted === true) throw new ProblemError('canceled', 'The job was canceled; nothing was written.', { cause: error });
    throw error;
  }
}

/** Whether an x86 CPU with every instruction set runs its artifacts. */
function isForX86(backend: Backend): boolean {
  const all = { avx512f: true, avx512bw: true, avx512_vnni: true, avx_vnni: true, amx_int8: true };
  return backend.judgedHere({ architecture: 'x64', flags: all });
}

function encodeArtifact(model: Model): Uint8Array {
  model.producerName = 'octet';
  return encodeToBuffer(model);
}

async function portsOf(runner: OrtRunner, model: Uint8Array) {
  await using session = await runner.open(model);
  return { inputs: session.inputs, outputs: session.outputs };
}

function calibrationSource({ calibration, calibrationIndices }: JobData): CalibrationSource {
  return {
    count: calibrationIndices.length,
    samples: (positions) =>
      feedsOf(calibration.samples(positions === undefined ? calibrationIndices : positions.map((p) => calibrationIndices[p] as number))),
  };
}

async function* feedsOf(samples: AsyncIterable<{ readonly feeds: Feeds }>): AsyncGenerator<Feeds> {
  for await (const { feeds } of samples) yield feeds;
}

async function firstFeeds({ evaluation, evaluationIndices }: JobData, count: number): Promise<Feeds[]> {
  const feeds: Feeds[] = [];
  for await (const f of feedsOf(evaluation.samples(evaluationIndices.slice(0, count)))) feeds.push(f);
  return feeds;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
