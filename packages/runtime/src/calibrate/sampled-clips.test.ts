import { readFile } from 'node:fs/promises';
import { decodeModel, type Model } from '@octet/onnx';
import type { Feeds, FloatBitHistogram, Observation, Range, ValueStatistics } from '@octet/quantizer';
import { floatBitShift, observers } from '@octet/quantizer';
import { rng, zooFile } from '@octet/testing';
import { expect, test } from 'vitest';
import { createCalibrator } from './calibrator.ts';

/** Photograph-like images: a few waves of falling amplitude, an edge, a little noise; every 17th of four times the contrast. */
function images(count: number, input: string): Feeds[] {
  return Array.from({ length: count }, (_, i) => {
    const random = rng(20250101 + i);
    const waves = Array.from({ length: 6 }, (_, k) => ({
      x: random.normal() / 4,
      y: random.normal() / 4,
      phase: random.next() * 6.28,
      height: [0, 1, 2].map(() => random.normal() / (1 + k / 2)),
    }));
    const edge = random.below(32);
    const contrast = i % 17 === 0 ? 4 : 1;
    const x = new Float32Array(3 * 1024);
    for (let at = 0; at < x.length; at++) {
      const [channel, row, column] = [Math.floor(at / 1024), Math.floor(at / 32) % 32, at % 32];
      const smooth = waves.reduce((sum, w) => sum + (w.height[channel] as number) * Math.sin(w.x * column + w.y * row + w.phase), 0);
      x[at] = contrast * (smooth + (column > edge ? 0.8 : -0.8) + 0.1 * random.normal());
    }
    return { [input]: { dtype: 'float32', dims: [1, 3, 32, 32], data: x } };
  });
}

function observationsOf(model: Model): Observation[] {
  const nodes = [...model.graph.nodes()].filter((n) => ['Conv', 'Add', 'Relu', 'Gemm'].includes(n.opType));
  const observed = nodes.filter((n) => n.output.soleConsumer?.opType !== 'Relu');
  return observed.map((n) => ({ value: n.output.name, minimum: n.opType === 'Relu' ? ('zero' as const) : ('exact' as const) }));
}

/** Squared error of 8-bit quantization over a range, for everything that a histogram counts. */
function squaredError({ bins, counts }: FloatBitHistogram, { min, max }: Range): number {
  const scale = (max - min) / 255;
  const middles = new Float32Array(Uint32Array.from(bins, (b) => (b << floatBitShift) | (1 << (floatBitShift - 1))).buffer);
  let error = 0;
  middles.forEach((x, i) => {
    const outside = Math.max(min - x, x - max, 0);
    const inside = Math.min(scale ** 2 / 12, x * x);
    error += (counts[i] as number) * (outside > 0 ? outside ** 2 : inside);
  });
  return error;
}

test('clips chosen from the sample lose at most 3 % more squared error than clips chosen from all elements', async ({ skip }) => {
  const path = zooFile('cifar10_resnet20.onnx');
  if (path === undefined) return skip();
  const model = decodeModel(await readFile(path));
  const observations = observationsOf(model);
  const samples = images(120, model.graph.inputs[0]?.name ?? '');
  const full = await createCalibrator({ elementsPerSample: 1e9 }).collect(model, observations, samples);
  const sampled = await createCalibrator().collect(model, observations, samples);
  expect(sampled.method).toEqual({ name: 'two-step' });
  const choose = (v: ValueStatistics) => observers['histogram-mse']([v], { levels: 255, percentile: 99.99 });
  const excess = [...full.values].map(([name, all]) => {
    const own = sampled.values.get(name);
    if (own === undefined) throw new Error(`nothing was measured of ${name}`);
    return squaredError(all.histogram, choose(own)) / squaredError(all.histogram, choose(all)) - 1;
  });
  expect(excess.length).toBe(29);
  expect(Math.max(...excess)).toBeLessThanOrEqual(0.03);
}, 60_000);
