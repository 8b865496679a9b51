import { join } from 'node:path';
import { packDataset, type SeededRandom, seededRandom } from '@octet/datasets';
import { tensorOf } from '@octet/onnx';
import type { Archives } from './data-sources.ts';
import { normal, uniform } from './uniform.ts';

const sampleRate = 16_000;
/** Silero's window of 512 samples behind a context of 64. */
const windowLength = 576;
const stateLength = 2 * 128;
const count = 256;

/**
 * 256 and 256 generated windows of 36 ms: voiced ones (a pitch and its harmonics under two formants), breaths of noise and near silence, in
 * equal parts, with a state of the size that the model's own have.
 */
export async function packSpeechLike(folder: string): Promise<Archives> {
  const pack = async (name: string, seed: number): Promise<string> => {
    const random = seededRandom(seed);
    const input = new Float32Array(count * windowLength);
    for (let i = 0; i < count; i++) speak(input.subarray(i * windowLength, (i + 1) * windowLength), i % 3, random);
    const state = Float32Array.from({ length: count * stateLength }, () => Math.tanh(0.3 * normal(random)));
    const archive = join(folder, name);
    await packDataset(archive, {
      arrays: {
        input: tensorOf.float32(input, [count, windowLength]),
        state: tensorOf.float32(state, [count, 2, 1, 128]),
        sr: tensorOf.int64([sampleRate], []),
      },
    });
    return archive;
  };
  return { calibration: await pack('calibration.zip', 1), evaluation: await pack('evaluation.zip', 2) };
}

function speak(samples: Float32Array, kind: number, random: SeededRandom): void {
  const loudness = [uniform(random, 0.05, 0.5), uniform(random, 0.01, 0.1), 0.001][kind] as number;
  const pitch = uniform(random, 80, 250);
  const formants = [uniform(random, 300, 900), uniform(random, 900, 2500)];
  const harmonics = Array.from({ length: kind === 0 ? 20 : 0 }, (_, h) => {
    const hertz = pitch * (h + 1);
    const strength = formants.reduce((sum, f) => sum + Math.exp(-(((hertz - f) / 250) ** 2)), 0.05 / (h + 1));
    return { radians: (2 * Math.PI * hertz) / sampleRate, strength, phase: uniform(random, 0, 2 * Math.PI) };
  });
  for (let t = 0; t < samples.length; t++) {
    const voice = harmonics.reduce((sum, { radians, strength, phase }) => sum + strength * Math.sin(radians * t + phase), 0);
    samples[t] = loudness * (kind === 0 ? voice / 3 + 0.02 * normal(random) : normal(random));
  }
}
