import { type Machine, machineLine } from '../measure/machine.ts';
import { table } from '../measure/page.ts';
import type { UploadFigures } from './large-upload.ts';
import type { PollFigures } from './polling.ts';

export interface OverheadFigures {
  /** From the first byte sent to the end of the job as a poll tells it. */
  readonly seconds: number;
  readonly engineSeconds: number;
}

export interface ApiFigures {
  readonly machine: Machine;
  readonly clients: number;
  readonly jobs: number;
  readonly overheads: readonly OverheadFigures[];
  readonly idle: PollFigures;
  readonly busy: PollFigures;
  readonly upload: UploadFigures;
}

const MiB = 2 ** 20;

/** docs/benchmarks/api.md. */
export function renderApi({ machine, clients, jobs, overheads, idle, busy, upload }: ApiFigures): string {
  const ms = (value: number) => value.toFixed(1);
  const poll = (name: string, { polls, p50Ms, p99Ms, maxMs }: PollFigures) => [name, String(polls), ms(p50Ms), ms(p99Ms), ms(maxMs)];
  const overhead = overheads.map(({ seconds, engineSeconds }) => seconds - engineSeconds).sort((a, b) => a - b);
  return `# What the service costs

\`npm start\` on one machine: gateway, results, worker and PostgreSQL share its cores with the engine.

${machineLine(machine)}
Regenerate with \`npm run bench -- api --write\`; the figures are in [api.json](api.json).

## Polling

\`GET /v1/jobs/{id}\` by ${clients} clients that ask without pause, while nothing runs and while the engine works off ${jobs} jobs with every core.

${table(['', 'polls:', 'p50 ms:', 'p99 ms:', 'slowest ms:'], [poll('idle', idle), poll('busy', busy)])}

## A job

A small model, ${overheads.length} times: all but the engine's own stages took ${(overhead[Math.floor(overhead.length / 2)] ?? 0).toFixed(2)} s (median; ${(overhead[0] ?? 0).toFixed(2)} to ${(overhead.at(-1) ?? 0).toFixed(2)} s). Most of it is
the start of the engine's process.

## An upload

${(upload.bytes / MiB).toFixed(0)} MiB in one request took ${upload.seconds.toFixed(1)} s (${(upload.bytes / MiB / upload.seconds).toFixed(0)} MiB/s), hashed and on the disk. The process that took them held ${(upload.residentBefore / MiB).toFixed(0)} MiB before and
${(upload.residentPeak / MiB).toFixed(0)} MiB at most.
`;
}
