import { expect, test } from 'vitest';
import { isAllocationFailure } from './allocation-failure.ts';

const failed = (code: string | undefined, message: string, cause?: unknown) => Object.assign(new Error(message, { cause }), { code });

test.each([
  failed('runtime/run-failed', 'ConstantOfShape "big": Failed to allocate memory for requested buffer of size 107374182400'),
  failed('runtime/load-failed', 'std::bad_alloc'),
  failed('runtime/worker-died', 'a worker thread ended', failed('ERR_WORKER_OUT_OF_MEMORY', 'reached its limit')),
  failed(undefined, 'Array buffer allocation failed'),
  failed('ENOMEM', 'spawn'),
])('refused memory: $message', (error) => {
  expect(isAllocationFailure(error)).toBe(true);
});

test.each([
  failed('runtime/run-failed', 'Conv "stem": shapes do not fit'),
  failed('model/malformed', 'node "bad_alloc" has no output'),
  failed(undefined, 'x is undefined'),
])('another fault: $message', (error) => {
  expect(isAllocationFailure(error)).toBe(false);
});
