import { readFile } from 'node:fs/promises';
import type { Feeds, PortInfo } from '@octet/quantizer';
import { createRunner, type OrtRunner } from '@octet/runtime';
import { type CalibrationTask, calibrationTask } from './calibration-task.ts';
import { realSamples } from './real-samples.ts';

/** The task that a model and its archive make. Its runner goes before anything is timed. */
export async function taskOf(
  path: string,
  archive: string,
): Promise<{ readonly inputs: readonly PortInfo[]; readonly task: CalibrationTask }> {
  await using runner = await createRunner();
  const inputs = await inputsOf(runner, await readFile(path));
  const [sample] = await realSamples(archive, inputs, 1);
  return { inputs, task: await calibrationTask(path, sample as Feeds, runner) };
}

/** What the model takes. */
export async function inputsOf(runner: OrtRunner, model: Uint8Array): Promise<readonly PortInfo[]> {
  await using session = await runner.open(model);
  return session.inputs;
}
