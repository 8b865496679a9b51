/**
 * main.ts PYTHON: quantizes MiniCNN and models of the zoo by `octet quantize` on a few seeded samples, some of them for a target that does not run
 * in onnxruntime, and has Python check the artifacts. Exit 0 where it finds nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeNpz } from '@octet/datasets';
import { elementCount, type Tensor } from '@octet/onnx';
import type { Feeds } from '@octet/quantizer';
import { createRunner } from '@octet/runtime';
import { feedStyles, seededFeeds } from '../outcomes/seeded-feeds.ts';
import { checkInPython, type ReferenceCase } from './check-in-python.ts';

const root = join(import.meta.dirname, '../../..');
const zoo = process.env.OCTET_ZOO ?? join(root, '../shared/zoo');
const resnet = join(zoo, 'cifar10_resnet20.onnx');
const mobilenet = join(zoo, 'mobilenetv1_025_224_imagenet1001.onnx');
const jobs = [
  { model: join(root, 'examples/minicnn/minicnn.onnx'), target: 'auto' },
  { model: join(zoo, 'mnist_cntk.onnx'), target: 'auto' },
  ...[resnet, mobilenet].flatMap((model) => ['openvino', 'tensorrt', 'ort-cpu-arm64'].map((target) => ({ model, target }))),
];
const arm64 = 'OCTET_ARM64_PYTHON';
const seed = 20250101;
const sampleCount = 32;

const [python] = process.argv.slice(2);
if (python === undefined) throw new Error('usage: main.ts PYTHON');
const folder = await mkdtemp(join(tmpdir(), 'octet-reference-'));
await using runner = await createRunner();
try {
  const cases: ReferenceCase[] = [];
  for (const job of jobs) {
    const { model } = job;
    if (existsSync(model)) cases.push(await quantized(job, join(folder, `${basename(model, '.onnx')}-${job.target}`)));
    else process.stdout.write(`skipped: ${model} is not there; set OCTET_ZOO to the folder of the model zoo\n`);
  }
  if (process.env[arm64] === undefined)
    process.stdout.write(`skipped: onnxruntime's Arm kernels; set ${arm64} to what tests/conformance/arm64/emulated-python.sh prints\n`);
  const faults = Object.entries(await checkInPython(cases, { runner, python, folder }));
  for (const [model, fault] of faults)
    process.stdout.write(
      `${fault === null ? 'ok' : 'FAILED'}: ${model.slice(folder.length)}: ${fault ?? 'checked, and equal in Python'}\n`,
    );
  process.exitCode = faults.every(([, fault]) => fault === null) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function quantized({ model, target }: (typeof jobs)[number], out: string): Promise<ReferenceCase> {
  const inputs = await (async () => {
    await using session = await runner.open(await readFile(model));
    return session.inputs;
  })();
  const samples = seededFeeds(inputs, feedStyles[0] as (typeof feedStyles)[number], { seed, count: sampleCount });
  const data = `${out}.npz`;
  const recipe = `${out}.json`;
  await writeFile(recipe, JSON.stringify({ target, budget: { search_seconds: 10 } }));
  await writeNpz(data, Object.fromEntries(inputs.map(({ name }) => [name, joined(samples.map((s) => s[name] as Tensor))])));
  const octet = [
    join(root, 'packages/cli/src/main.ts'),
    'quantize',
    model,
    '--calibration',
    data,
    '--evaluation',
    data,
    '--recipe',
    recipe,
    '--out',
    out,
    '--json',
  ];
  const run = spawnSync(process.execPath, octet, { encoding: 'utf8' });
  // 2: a gate was missed, which noise for samples may do; the artifact is there all the same.
  if (run.status !== 0 && run.status !== 2) throw new Error(`octet quantize ${model} ended with ${run.status}: ${run.stdout}${run.stderr}`);
  const artifact = { model: join(out, 'model.int8.onnx'), feeds: samples[0] as Feeds };
  return target === 'auto' ? artifact : { ...artifact, madeFor: { target, fp32: model, samples: data } };
}

/** float32 samples, each with a batch axis of 1, as one array. */
function joined(samples: readonly Tensor[]): Tensor {
  const dims = (samples[0] as Tensor).dims;
  const data = new Float32Array(samples.length * elementCount(dims));
  for (const [i, s] of samples.entries()) data.set(s.data as Float32Array, i * elementCount(dims));
  return { dtype: 'float32', dims: [samples.length, ...dims.slice(1)], data };
}
