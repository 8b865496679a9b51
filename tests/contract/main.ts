/** `tests/contract/run.sh`: starts the service, gives it a finished job and an endpoint to talk about, and lets schemathesis loose on it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { embeddedService } from '../service/embedded.ts';
import { clientOf } from '../service/running-service.ts';
import { smallJob } from '../service/small-job.ts';

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'ignored_auth',
];
const python = process.argv[2];
if (python === undefined) throw new Error('usage: main.ts PYTHON');

await using service = await embeddedService({ env: { OCTET_RATE_LIMIT: '1000000' } });
const client = clientOf(service);
const job = await client.submit(await smallJob());
for await (const { state } of client.watch(job.id)) process.stdout.write(`${job.id} ${state}\n`);
await client.call('createEndpoint', { body: { url: 'http://127.0.0.1:9/closed' } });

const schemathesis = spawn(
  join(dirname(python), 'schemathesis'),
  [
    'run',
    `${service.url}/openapi.json`,
    '--header',
    `Authorization: Bearer ${service.key}`,
    '--checks',
    checks.join(','),
    '--phases',
    'examples,coverage,fuzzing',
    '--max-examples',
    '20',
    '--seed',
    '1',
    '--no-color',
    // A request that the service made wait for a key of its own would end the run.
    '--exclude-operation-id',
    'revokeKey',
    '--suppress-health-check',
    'all',
  ],
  { stdio: 'inherit', cwd: service.dataFolder },
);
const [code] = (await once(schemathesis, 'exit')) as [number | null];
process.exitCode = code ?? 1;
if (!service.process.running()) {
  process.stderr.write(`the service has ended:\n${service.output()}\n`);
  process.exitCode = 1;
}
