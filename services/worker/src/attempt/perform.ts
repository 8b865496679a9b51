import { type Claim, type Outcome, ProblemError } from '@octet/contracts';
import type { Logger } from 'pino';
import { isFenced } from '../call-error.ts';
import type { WorkerConfig } from '../config.ts';
import type { PreparedEngine } from '../engine/prepared-engine.ts';
import type { AttemptClient } from '../results-client.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { boundsOf, threadsFor } from './bounds.ts';
import type { Cancellation, CancellationReason } from './cancellation.ts';
import { fetchInputs } from './fetch-inputs.ts';
import { isForgiven, outcomeOfExit } from './outcome-of-exit.ts';
import { uploadOutputs } from './outputs.ts';
import { problemBody, saidProblem } from './problem-body.ts';
import type { ProgressReporter } from './progress-reporter.ts';
import { type EngineRun, runEngine } from './run-engine.ts';

export interface PerformOptions {
  readonly client: AttemptClient;
  readonly config: WorkerConfig;
  readonly sandbox: Sandbox;
  readonly engine: PreparedEngine;
  readonly reporter: ProgressReporter;
  readonly cancellation: Cancellation;
  readonly log: Logger;
}

/** Inputs, engine, outputs: the outcome, which may be any. Undefined: fenced. Never rejects. */
export async function perform(claim: Claim, options: PerformOptions): Promise<Outcome | undefined> {
  const { cancellation, log, config } = options;
  const spent = { cpuSeconds: 0 };
  try {
    return await straight(claim, options, spent);
  } catch (error) {
    if (isFenced(error)) cancellation.cancel('fenced');
    if (cancellation.reason !== undefined) return stopped(cancellation.reason, claim, options, spent.cpuSeconds);
    log.error({ err: error }, 'the attempt broke');
    const told =
      error instanceof ProblemError
        ? error
        : new ProblemError('service/unavailable', 'The worker could not do its part.', { cause: error });
    return { status: 'released', problem: problemBody(config.publicUrl, told), cpu_seconds: spent.cpuSeconds };
  }
}

async function straight(claim: Claim, options: PerformOptions, spent: { cpuSeconds: number }): Promise<Outcome | undefined> {
  const { client, config, sandbox, engine, reporter, cancellation, log } = options;
  const { folder } = engine;
  const inputs = await fetchInputs(claim, { client, folder: folder.inputs, signal: cancellation.signal, log });
  const job = {
    ...inputs,
    out: folder.out,
    recipe: claim.recipe,
    workers: threadsFor(config.memoryBytes, claim.model.bytes),
    bounds: sandbox.confines.includes('cpu') ? boundsOf(claim) : undefined,
  };
  const run = await runEngine(job, { engine, reporter, signal: cancellation.signal });
  spent.cpuSeconds = run.cpuSeconds;
  if (cancellation.reason !== undefined) return stopped(cancellation.reason, claim, options, run.cpuSeconds);
  return await answered(run, claim, options);
}

async function answered({ result, cpuSeconds }: EngineRun, claim: Claim, options: PerformOptions): Promise<Outcome> {
  const { client, config, engine, reporter, cancellation, log } = options;
  const { folder } = engine;
  const told = (status: 'failed' | 'released', problem: ProblemError): Outcome => {
    reporter.line('error', problem.message);
    return { status, problem: problemBody(config.publicUrl, problem), cpu_seconds: cpuSeconds };
  };
  if (result.kind === 'ended') {
    const { status, problem } = outcomeOfExit(result.exit, claim.attempt);
    return told(status, problem);
  }
  if (result.kind === 'failed') {
    const problem = saidProblem(result, folder.path);
    const { retryable } = problemBody('', problem);
    return told(isForgiven(retryable, claim.attempt) ? 'released' : 'failed', problem);
  }
  const { verdict, summary, diagnostics } = result;
  const outputs = await uploadOutputs(client, folder.out, { signal: cancellation.signal, log });
  return { status: 'succeeded', verdict, summary, diagnostics, outputs, cpu_seconds: cpuSeconds };
}

/** What an attempt that was ended from outside comes to. */
function stopped(reason: CancellationReason, claim: Claim, { config }: PerformOptions, cpuSeconds: number): Outcome | undefined {
  const told = (problem: ProblemError) => ({ problem: problemBody(config.publicUrl, problem), cpu_seconds: cpuSeconds });
  const outcomes = {
    fenced: () => undefined,
    cancel: () => ({ status: 'canceled', cpu_seconds: cpuSeconds }),
    'time-limit': () => ({
      status: 'failed',
      ...told(new ProblemError('job/time-limit', `The job was ended after the ${claim.max_run_seconds} s that it was allowed.`)),
    }),
    drain: () => ({
      status: 'released',
      ...told(new ProblemError('service/unavailable', 'The worker was shut down before the job ended; another takes it.')),
    }),
  } as const satisfies Record<CancellationReason, () => Outcome | undefined>;
  return outcomes[reason]();
}
