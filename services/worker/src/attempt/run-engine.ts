import type { ChildAnswer, ChildJob } from '../child/messages.ts';
import { startEngineProcess } from '../engine/engine-process.ts';
import { type ExitKind, exitKindOf } from '../engine/exit-kind.ts';
import type { Telling } from './telling.ts';

export interface EngineRun {
  /** Its answer, or what its end was instead. */
  readonly result: ChildAnswer | { readonly kind: 'ended'; readonly exit: ExitKind };
  readonly cpuSeconds: number;
}

export interface RunEngineOptions {
  readonly wrap: readonly string[];
  readonly folder: string;
  readonly telling: Telling;
  /** Kills the process. */
  readonly signal: AbortSignal;
}

/** One engine process from its start to its end. Never rejects, and leaves no process behind. */
export async function runEngine(job: ChildJob, { wrap, folder, telling, signal }: RunEngineOptions): Promise<EngineRun> {
  let answer: ChildAnswer | undefined;
  let wasReady = false;
  const engine = startEngineProcess({
    wrap,
    folder,
    onEvent: (event) => {
      if (event.kind === 'ready') wasReady = true;
      else if (event.kind === 'stage' || event.kind === 'progress') telling.event(event);
      else if (event.kind === 'succeeded' || event.kind === 'failed') {
        answer ??= event;
        // Its files are written. It waits for this, so that its CPU time can still be read.
        engine.kill();
      }
    },
    onLine: (text) => telling.line('warning', text),
  });
  engine.send(job);
  signal.addEventListener('abort', engine.kill, { once: true });
  if (signal.aborted) engine.kill();
  const end = await engine.ended;
  signal.removeEventListener('abort', engine.kill);
  return { result: answer ?? { kind: 'ended', exit: exitKindOf({ end, wasReady }) }, cpuSeconds: engine.cpuSeconds() };
}
