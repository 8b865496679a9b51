import { expect, test } from 'vitest';
import type { EngineEnd } from './engine-process.ts';
import { type ExitKind, exitKindOf } from './exit-kind.ts';

const ended = (end: Partial<Extract<EngineEnd, { kind: 'ended' }>>): EngineEnd => ({
  kind: 'ended',
  exitCode: null,
  signal: null,
  stderr: '',
  babbled: false,
  ...end,
});

test.each<[string, EngineEnd, ExitKind]>([
  ['a kill by somebody else', ended({ signal: 'SIGKILL' }), 'killed'],
  ['the same, told by a process between', ended({ exitCode: 137 }), 'killed'],
  ['the CPU time limit', ended({ signal: 'SIGXCPU' }), 'cpu-time'],
  ['the file size limit', ended({ signal: 'SIGXFSZ' }), 'file-size'],
  ['V8 that was refused memory', ended({ signal: 'SIGTRAP' }), 'out-of-memory'],
  ['V8 at the end of its heap', ended({ signal: 'SIGABRT', stderr: 'FATAL ERROR: … - JavaScript heap out of memory' }), 'out-of-memory'],
  [
    'C++ that was refused memory',
    ended({ exitCode: 134, stderr: "terminate called after throwing an instance of 'std::bad_alloc'" }),
    'out-of-memory',
  ],
  ['an assertion in native code', ended({ signal: 'SIGABRT', stderr: "Assertion `i < size' failed." }), 'crashed'],
  ['a segmentation fault', ended({ signal: 'SIGSEGV' }), 'crashed'],
  ['an illegal instruction', ended({ signal: 'SIGILL' }), 'crashed'],
  ['an exit without an answer', ended({ exitCode: 0 }), 'crashed'],
  ['a process killed because it told what is no event', ended({ signal: 'SIGKILL', babbled: true }), 'crashed'],
  ['a program that is not there', { kind: 'not-started', error: new Error('ENOENT') }, 'not-started'],
])('%s', (_, end, kind) => {
  expect(exitKindOf({ end, wasReady: true })).toBe(kind);
});

test('an end before the engine was loaded is no fault of the job, unless memory was refused', () => {
  expect(exitKindOf({ end: ended({ exitCode: 1 }), wasReady: false })).toBe('not-started');
  expect(exitKindOf({ end: ended({ signal: 'SIGTRAP' }), wasReady: false })).toBe('out-of-memory');
});
