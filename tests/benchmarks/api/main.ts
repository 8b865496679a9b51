import { parseArgs } from 'node:util';
import { isFinal } from '@octet/contracts';
import { embeddedService } from '../../service/embedded.ts';
import { clientOf } from '../../service/running-service.ts';
import { smallJob } from '../../service/small-job.ts';
import { machine } from '../measure/machine.ts';
import { publish } from '../measure/page.ts';
import { uploadLarge } from './large-upload.ts';
import { timePolls } from './polling.ts';
import { type ApiFigures, type OverheadFigures, renderApi } from './render.ts';

export const apiUsage = `npm run bench -- api [--jobs N] [--mib N] [--write]
  The service on this machine: polling while the worker is busy, overhead of a job, memory of a large upload.`;

const idleSeconds = 10;
const clients = 4;

export async function api(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      jobs: { type: 'string', default: '10' },
      mib: { type: 'string', default: '1024' },
      write: { type: 'boolean', default: false },
    },
  });
  await using service = await embeddedService({ env: { OCTET_RATE_LIMIT: '100000000' } });
  const client = clientOf(service);

  process.stderr.write('a job at a time, for its overhead\n');
  const overheads: OverheadFigures[] = [];
  for (let i = 0; i < 5; i++) overheads.push(await overheadOf(client, i));

  process.stderr.write('polls while nothing runs\n');
  const first = await client.submit(await smallJob());
  for await (const { state } of client.watch(first.id)) if (isFinal(state)) break;
  const end = performance.now() + 1000 * idleSeconds;
  const idle = await timePolls(client, first.id, { clients, done: () => performance.now() > end });

  process.stderr.write('polls while the worker is busy\n');
  const jobs = await Promise.all(Array.from({ length: Number(values.jobs) }, async (_, i) => await client.submit(await smallJob(i))));
  const last = jobs.at(-1)?.id ?? '';
  let allEnded = false;
  const watching = (async () => {
    for await (const _ of client.watch(last));
    allEnded = true;
  })();
  const busy = await timePolls(client, last, { clients, done: () => allEnded });
  await watching;

  process.stderr.write(`an upload of ${values.mib} MiB\n`);
  const upload = await uploadLarge({ url: service.url, key: service.key, pid: service.process.pid }, Number(values.mib));
  const figures: ApiFigures = { machine: machine(), clients, jobs: jobs.length, overheads, idle, busy, upload };
  await publish('api', { markdown: renderApi(figures), figures }, values.write);
}

async function overheadOf(client: ReturnType<typeof clientOf>, variant: number): Promise<OverheadFigures> {
  const files = await smallJob(variant);
  const startedAt = performance.now();
  const { id } = await client.submit(files);
  let engineSeconds = 0;
  for await (const job of client.watch(id, { everyMs: 50 })) engineSeconds = job.summary?.engine_seconds ?? 0;
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, engineSeconds };
}
