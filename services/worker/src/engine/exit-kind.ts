import type { EngineEnd } from './engine-process.ts';

/** What the end of an engine process that gave no answer was. */
export type ExitKind = 'out-of-memory' | 'killed' | 'cpu-time' | 'file-size' | 'crashed' | 'not-started';

/** What a signal says by itself. Those that are not here are crashes. */
const bySignal: Readonly<Partial<Record<NodeJS.Signals, ExitKind>>> = {
  // Not by this worker, which knows whom it killed: the kernel's OOM killer, or somebody's hand.
  SIGKILL: 'killed',
  SIGXCPU: 'cpu-time',
  SIGXFSZ: 'file-size',
  // V8 where the system refuses it memory; it does not always get to say so.
  SIGTRAP: 'out-of-memory',
};

/** V8, the C++ library and onnxruntime, when memory is refused. */
const wordsOfMemory = /bad_alloc|out of memory|allocation failed|cannot allocate memory|failed to allocate memory|ENOMEM/i;
const numbers: Readonly<Record<number, NodeJS.Signals>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
};

export interface Ending {
  readonly end: EngineEnd;
  /** It said 'ready': its code was loaded. */
  readonly wasReady: boolean;
}

export function exitKindOf({ end, wasReady }: Ending): ExitKind {
  if (end.kind === 'not-started') return 'not-started';
  if (end.babbled) return 'crashed';
  // A process between may report a signal as an exit code above 128.
  const signal = end.signal ?? numbers[(end.exitCode ?? 0) - 128];
  const said = signal === undefined ? undefined : bySignal[signal];
  if (said !== undefined) return said;
  if (wordsOfMemory.test(end.stderr)) return 'out-of-memory';
  return wasReady ? 'crashed' : 'not-started';
}
