import { encodeToBuffer } from '@octet/onnx';
import type { Calibrator, Feeds, Runner, Tensors } from '../ports.ts';
import { statisticsOf } from './statistics-of.ts';

/** For tests: the Calibrator port over a Runner, every element of every sample counted. */
export function directCalibrator(runner: Runner): Calibrator {
  return {
    async collect(model, values, samples) {
      const exposed = model.clone();
      const wanted = new Set(values);
      for (const node of exposed.graph.nodes())
        for (const o of node.outputs) if (o !== undefined && wanted.has(o.name) && !o.isOutput) exposed.graph.addOutput(o);
      const fed: Feeds[] = [];
      for await (const s of samples) fed.push(s);
      const seen: Tensors[] = [];
      await runner.runAll(encodeToBuffer(exposed), fed, (outputs, i) => seen.push({ ...fed[i], ...outputs }));
      const of = (value: string) =>
        statisticsOf(
          value,
          seen.map((tensors) => tensors[value]?.data as Float32Array),
        );
      return { sampleCount: fed.length, values: new Map([...wanted].map((v) => [v, of(v)])) };
    },
  };
}
