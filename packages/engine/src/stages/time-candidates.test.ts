import { encodeToBuffer, parseModel } from '@octet/onnx';
import type { Candidate } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { candidatesPart } from '../parts/candidates-part.ts';
import { type TimingOptions, timeCandidates } from './time-candidates.ts';

const model = parseModel('m (float[N,8] x) => (float[N,8] y) { y = Relu(x) }');
const file = encodeToBuffer(model);
const candidates = ['', 'a', 'b'].map(
  (layer, i): Candidate => ({
    kind: 'integers',
    floatLayers: layer === '' ? [] : [layer],
    score: { loss: 0.1, sqnrDb: 10, fileBytes: 700 },
    isRefined: true,
    isChosen: i === 1,
    predictedUs: 10 * (i + 1),
    build: async () => model.clone(),
  }),
);

function options(more: Partial<TimingOptions> = {}): TimingOptions & { readonly encoded: Candidate[] } {
  const encoded: Candidate[] = [];
  const encode = async (candidate: Candidate) => {
    encoded.push(candidate);
    return encodeToBuffer(await candidate.build());
  };
  const feeds = [{ x: { dtype: 'float32' as const, dims: [1, 8], data: new Float32Array(8) } }];
  return { fp32: file, artifact: file, encode, feeds, secondLimit: 0.05, slowestUs: 10, encoded, ...more };
}

test('candidates are timed with FP32 in the same rounds; the chosen one is the artifact itself', async () => {
  const given = options();
  const timed = await timeCandidates(candidates, given);
  expect(given.encoded).toEqual([candidates[0], candidates[2]]);
  const part = candidatesPart(candidates, { timed, artifact: undefined, artifactBytes: 800 });
  expect(part.timing).toMatchObject({ threads: 1, batch: 1, round_count: timed?.result.roundCount });
  expect(part.candidates?.map((c) => [c.chosen, c.file_bytes, c.measured?.p50_us !== undefined])).toEqual([
    [false, 700, true],
    [true, 800, true],
    [false, 700, true],
  ]);
});

test('where there is no time for them, or but one, none is; predictions start from what is known of the artifact', async () => {
  expect(await timeCandidates(candidates, options({ slowestUs: 1e6 }))).toBeUndefined();
  expect(await timeCandidates(candidates.slice(0, 1), options())).toBeUndefined();
  const times = { p50Us: 400, runsUs: new Float64Array(7) };
  const speedups = { int8: { ratio: 2, low: 1.9, high: 2.1, confidence: 0.95 } };
  const artifact = { models: { fp32: times, int8: times }, speedups } as never;
  const part = candidatesPart(candidates, { timed: undefined, artifact, artifactBytes: 800 });
  expect(part.timing).toBeUndefined();
  expect(part.candidates?.map((c) => [c.measured?.p50_us, c.predicted_us])).toEqual([
    [undefined, 200],
    [400, undefined],
    [undefined, 600],
  ]);
});
