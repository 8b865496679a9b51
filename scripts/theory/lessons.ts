import { difference, type Lesson, type Trial } from './lesson.ts';
import type { Workbench } from './workbench.ts';

const outlierFactor = 50;
const seed = 20250101;

/** The lessons in order, each on measured figures. */
export async function* lessons(bench: Workbench): AsyncGenerator<Lesson> {
  yield await granularity(bench);
  yield await outlier(bench);
  yield await noise(bench);
  yield await fewSamples(bench);
}

async function granularity(bench: Workbench): Promise<Lesson> {
  const { images: samples } = bench;
  const perChannel = await bench.trial('per-channel weights', { samples, observer: 'histogram-mse' });
  const perTensor = await bench.trial('per-tensor weights', { samples, observer: 'histogram-mse', granularity: 'per-tensor' });
  return {
    title: 'One scale for each output channel, or one for the whole weight',
    trials: [perChannel, perTensor],
    meaning: `${difference(perChannel, perTensor)}. One scale must span the largest channel, so the small ones are left with few of the 255 steps.`,
  };
}

async function outlier(bench: Workbench): Promise<Lesson> {
  const spoilt = bench.withOutlier(Math.floor(bench.images.length / 2), outlierFactor);
  const clean = await bench.trial('min-max, clean images', { samples: bench.images, observer: 'min-max' });
  const minMax = await bench.trial(`min-max, one image ×${outlierFactor}`, { samples: spoilt, observer: 'min-max' });
  const histogram = await bench.trial(`histogram-mse, one image ×${outlierFactor}`, { samples: spoilt, observer: 'histogram-mse' });
  return {
    title: `One calibration image of ${bench.images.length} multiplied by ${outlierFactor}`,
    trials: [clean, minMax, histogram],
    meaning: `${difference(clean, minMax)}: min-max stretches every range to the one image. ${difference(minMax, histogram)}: a histogram observer weighs how often values occur${warned(minMax)}.`,
  };
}

async function noise(bench: Workbench): Promise<Lesson> {
  const images = await bench.trial('calibrated on images', { samples: bench.images, observer: 'histogram-mse' });
  const noisy = await bench.trial('calibrated on Gaussian noise', {
    samples: bench.noise(bench.images.length, seed),
    observer: 'histogram-mse',
  });
  return {
    title: 'Ranges measured on Gaussian noise instead of images',
    trials: [images, noisy],
    meaning: `${difference(images, noisy)}. Noise excites other features than images do, so the ranges that it leaves do not fit${warned(noisy)}.`,
  };
}

async function fewSamples(bench: Workbench): Promise<Lesson> {
  const trials: Trial[] = [];
  for (const count of [512, 32, 4, 1]) {
    if (count > bench.images.length) continue;
    trials.push(
      await bench.trial(`${count} ${count === 1 ? 'image' : 'images'}`, { samples: bench.images.slice(0, count), observer: 'min-max' }),
    );
  }
  const [most, few, ...fewer] = trials as [Trial, Trial, ...Trial[]];
  const least = fewer.at(-1) ?? few;
  return {
    title: 'How many calibration images (min-max)',
    trials,
    meaning: `${difference(most, few)}; ${difference(most, least)}. What a few images do not show is clipped later${warned(least)}.`,
  };
}

function warned({ name, warnings }: Trial): string {
  return warnings.length === 0 ? '; octet warns of nothing here' : `; octet warns of ${name}: ${warnings.join(', ')}`;
}
