import type { ChildAnswer, ChildJob } from '../child/messages.ts';
import { type ExitKind, exitKindOf } from '../engine/exit-kind.ts';
import type { PreparedEngine } from '../engine/prepared-engine.ts';
import type { ProgressReporter } from './progress-reporter.ts';

export interface EngineRun {
  /** Its answer, or what its end was instead. */
  readonly result: ChildAnswer | { readonly kind: 'ended'; readonly exit: ExitKind };
  readonly cpuSeconds: number;
}

export interface RunEngineOptions {
  readonly engine: PreparedEngine;
  readonly reporter: ProgressReporter;
  /** Kills the process. */
  readonly signal: AbortSignal;
}

/** An engine process from its job to its end. Never rejects, and leaves no process behind. */
export async function runEngine(job: ChildJob, { engine, reporter, signal }: RunEngineOptions): Promise<EngineRun> {
  let answer: ChildAnswer | undefined;
  let wasReady = false;
  const { process: running } = engine;
  engine.listen({
    onEvent: (event) => {
      if (event.kind === 'ready') wasReady = true;
      else if (event.kind === 'stage' || event.kind === 'progress') reporter.event(event);
      else if (event.kind === 'succeeded' || event.kind === 'failed') {
        answer ??= event;
        // Its files are written. It waits for this, so that its CPU time can still be read.
        running.kill();
      }
    },
    onLine: (text) => reporter.line('warning', text),
  });
  running.send(job);
  signal.addEventListener('abort', running.kill, { once: true });
  if (signal.aborted) running.kill();
  const end = await running.ended;
  signal.removeEventListener('abort', running.kill);
  return { result: answer ?? { kind: 'ended', exit: exitKindOf({ end, wasReady }) }, cpuSeconds: running.cpuSeconds() };
}
