import { join } from 'node:path';
import { type DatasetContract, packDataset, type SeededRandom, seededRandom } from '@octet/datasets';
import { tensorOf } from '@octet/onnx';
import type { Archives } from './data-sources.ts';
import { uniform } from './uniform.ts';

const height = 240;
const width = 320;
const count = 96;
const wavesPerChannel = 6;

/** 96 and 96 generated images, uint8 [240, 320, 3]: waves of a few periods whose strength falls with their frequency, as in photographs. */
export async function packSmoothImages(folder: string, contract: DatasetContract): Promise<Archives> {
  const pack = async (name: string, seed: number): Promise<string> => {
    const random = seededRandom(seed);
    const pixels = new Uint8Array(count * height * width * 3);
    for (let i = 0; i < count; i++) drawImage(pixels.subarray(i * height * width * 3, (i + 1) * height * width * 3), random);
    const archive = join(folder, name);
    await packDataset(archive, { arrays: { input: tensorOf.uint8(pixels, [count, height, width, 3]) }, contract });
    return archive;
  };
  return { calibration: await pack('calibration.zip', 1), evaluation: await pack('evaluation.zip', 2) };
}

function drawImage(pixels: Uint8Array, random: SeededRandom): void {
  for (let channel = 0; channel < 3; channel++) {
    const waves = Array.from({ length: wavesPerChannel }, () => {
      const [fy, fx] = [uniform(random, -6, 6), uniform(random, -6, 6)];
      return { fy, fx, phase: uniform(random, 0, 2 * Math.PI), strength: 60 / (1 + Math.hypot(fy, fx)) };
    });
    const level = uniform(random, 60, 190);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let v = level;
        for (const w of waves) v += w.strength * Math.cos(2 * Math.PI * ((w.fy * y) / height + (w.fx * x) / width) + w.phase);
        pixels[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, Math.round(v)));
      }
    }
  }
}
