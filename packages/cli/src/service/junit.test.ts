import type { Job, Report } from '@octet/contracts';
import { expect, test } from 'vitest';
import { junit } from './junit.ts';

const job = {
  model: { filename: 'a<b>.onnx' },
  state: 'failed',
  problem: { code: 'model/malformed', detail: 'Not "ONNX" & more' },
} as unknown as Job;

test('each gate is a case; a failed one is a failure, one that was not evaluated is skipped', () => {
  const gates = [
    { gate: 'min_speedup', verdict: 'pass', explanation: '2.1×' },
    { gate: 'min_size_ratio', verdict: 'fail', explanation: 'only 2.8×' },
    { gate: 'max_accuracy_drop_points', verdict: 'not_evaluated', explanation: 'no labels' },
  ];
  const xml = junit(job, { gates } as unknown as Report);
  expect(xml).toMatch(/<testsuite name="octet a&lt;b>.onnx" tests="3" failures="1" errors="0" skipped="1">/);
  expect(xml).toMatch(/<failure message="only 2.8×" type="gate"\/>/);
});

test('a job that failed is one case with its problem', () => {
  expect(junit(job, undefined)).toMatch(/<error message="Not &quot;ONNX&quot; &amp; more" type="model\/malformed"\/>/);
});
