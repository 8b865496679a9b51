import type { Feeds, FloatBitHistogram, PortInfo } from '@octet/quantizer';
import { inSample } from '../pool/fault.ts';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import { buffersOf } from '../session/movable.ts';
import { openOrtSession } from '../session/ort-session.ts';
import { runSession } from '../session/run-session.ts';
import { Histogram } from './histogram.ts';
import { observedElements } from './observed-elements.ts';

/** Runs samples in one worker and counts every element of every observed value. */
export interface CountTask extends TaskTypes {
  /** `model`: returns the values that nodes compute; undefined where all are inputs. */
  readonly opening: { readonly model: Uint8Array | undefined; readonly values: readonly string[]; readonly threads: number };
  readonly opened: { readonly inputs: readonly PortInfo[] | undefined };
  readonly call: { readonly kind: 'samples'; readonly samples: readonly Feeds[]; readonly first: number } | { readonly kind: 'histograms' };
  readonly answer:
    | {
        readonly kind: 'samples';
        /** How many were counted: fewer than came where it was stopped. */
        readonly count: number;
        /** Minimum and maximum of each value's finite elements, [samples, values, 2]. */
        readonly extremes: Float32Array;
        /** Elements of each value in the first of these samples. */
        readonly elementCounts: readonly number[];
      }
    | { readonly kind: 'histograms'; readonly histograms: readonly FloatBitHistogram[] };
  readonly event: never;
}

export const openTask: OpenTask<CountTask> = async ({ model, values, threads }) => {
  const session = model === undefined ? undefined : await openOrtSession(model, { threads });
  const histograms = values.map(() => new Histogram());
  return {
    opened: { inputs: session?.inputs },
    async call(value, stop) {
      if (value.kind === 'histograms') {
        const counted = histograms.map((h) => h.read());
        const buffers = counted.flatMap(({ bins, counts }) => [bins.buffer as ArrayBuffer, counts.buffer as ArrayBuffer]);
        return new Sent({ kind: 'histograms', histograms: counted }, buffers);
      }
      const extremes = new Float32Array(2 * values.length * value.samples.length);
      const elementCounts: number[] = [];
      let count = 0;
      for (const feeds of value.samples) {
        if (stop.stopped) break;
        try {
          const computed = session === undefined ? {} : await runSession(session, feeds);
          const tensors = { ...feeds, ...computed };
          for (const [k, name] of values.entries()) {
            const elements = observedElements(tensors, name);
            const { min, max } = (histograms[k] as Histogram).add(elements);
            extremes.set([min, max], 2 * (count * values.length + k));
            if (count === 0) elementCounts.push(elements.length);
          }
          for (const buffer of buffersOf([computed])) buffer.transfer(0);
        } catch (error) {
          throw inSample(error, value.first + count);
        }
        count++;
      }
      return new Sent({ kind: 'samples', count, extremes, elementCounts }, [extremes.buffer]);
    },
    async close() {
      await session?.native.release();
    },
  };
};
