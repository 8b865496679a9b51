import { Readable } from 'node:stream';
import { isFinal, type JobEvent, jobStates } from '@octet/contracts';
import { addRoute } from '@octet/http';
import type { Ledger } from '@octet/ledger';
import type { FastifyInstance } from 'fastify';
import type { StopSignal } from '../closing.ts';
import type { GatewayParts } from '../parts.ts';
import { noSuchJob } from './read-jobs.ts';
import { pause } from './watch-job.ts';

const pollMs = 500;
const heartbeatMs = 15_000;
const reconnectMs = 2000;

/** GET /v1/jobs/:id/events: a list, or by Accept a stream of server-sent events that goes on after Last-Event-ID and ends with the job. */
export function jobEvents(app: FastifyInstance, { ledger }: GatewayParts, stopSignal: StopSignal): void {
  addRoute(app, 'listEvents', async ({ principal: { tenant }, params: { id }, query, headers, method }, reply) => {
    const after = query.after ?? lastEventId(headers['last-event-id']);
    const items = await ledger.jobs.events(tenant, id, after);
    if (items === undefined) throw noSuchJob(id);
    reply.header('vary', 'accept');
    if (method === 'HEAD' || !wantsStream(headers.accept)) return { items };
    const stream = streamOf(ledger.jobs, { tenant, id, after, first: items, signal: stopSignal(reply) });
    // Proxies such as nginx would otherwise hold events back until they have a buffer full.
    reply.type('text/event-stream').header('x-accel-buffering', 'no');
    return reply.send(Readable.from(stream, { objectMode: false }));
  });
}

const wantsStream = (accept: string | undefined): boolean => /(^|,)\s*text\/event-stream\b/i.test(accept ?? '');

/** Ids are 32-bit. What is no id of ours is as none; what is beyond every id has nothing after it. */
function lastEventId(field: string | string[] | undefined): number {
  return typeof field === 'string' && /^\d{1,15}$/.test(field) ? Math.min(Number(field), 2 ** 31 - 1) : 0;
}

interface StreamOptions {
  readonly tenant: string;
  readonly id: string;
  readonly after: number;
  readonly first: readonly JobEvent[];
  readonly signal: AbortSignal;
}

async function* streamOf(jobs: Ledger['jobs'], { tenant, id, after, first, signal }: StreamOptions): AsyncGenerator<string> {
  yield `retry: ${reconnectMs}\n\n`;
  let last = after;
  let quietSince = performance.now();
  for (let events: readonly JobEvent[] | undefined = first; events !== undefined; events = await jobs.events(tenant, id, last)) {
    for (const event of events) {
      yield `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
      last = event.id;
      quietSince = performance.now();
      if (endsJob(event)) return;
    }
    // A client that comes back after the last event would wait indefinitely for another one.
    if (events === first && events.length === 0 && (await hasEnded(jobs, tenant, id))) return;
    if (performance.now() - quietSince >= heartbeatMs) {
      yield ': still here\n\n';
      quietSince = performance.now();
    }
    await pause(pollMs, signal);
    if (signal.aborted) return;
  }
}

const finalTypes = new Set<string>(jobStates.filter(isFinal).map((state) => `job.${state}`));
const endsJob = ({ type }: JobEvent): boolean => finalTypes.has(type);

async function hasEnded(jobs: Ledger['jobs'], tenant: string, id: string): Promise<boolean> {
  const row = await jobs.get(tenant, id);
  return row === undefined || isFinal(row.job.state);
}
