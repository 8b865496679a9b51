/**
 * Quantizes a model over REST with the typed client.
 *
 *     OCTET_URL=http://127.0.0.1:8080 OCTET_KEY=octet_… node examples/typescript/quantize.ts MODEL CALIBRATION [OUT]
 */
import { openAsBlob } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OctetClient } from '@octet/client';

const [model, calibration, out = 'octet-out'] = process.argv.slice(2);
const { OCTET_URL: url, OCTET_KEY: key } = process.env;
if (model === undefined || calibration === undefined || url === undefined || key === undefined) {
  throw new Error('usage: OCTET_URL=… OCTET_KEY=… node quantize.ts MODEL CALIBRATION [OUT]');
}

const client = new OctetClient({ url, key });
// The bytes stay on the disk until they are sent.
const file = async (path: string) => new File([await openAsBlob(path)], basename(path));

let job = await client.submit(
  { model: await file(model), calibration: await file(calibration) },
  { recipe: { gates: { min_size_ratio: 3 } } },
);
process.stdout.write(`job ${job.id}\n`);
for await (job of client.watch(job.id)) process.stdout.write(`  ${job.state} ${job.stage ?? ''}\n`);

if (job.state !== 'succeeded') throw new Error(`${job.state}: ${job.problem?.detail ?? ''}`);
await mkdir(out, { recursive: true });
await writeFile(join(out, 'model.int8.onnx'), await client.download(job.id, 'artifact'));
await writeFile(join(out, 'report.html'), await client.download(job.id, 'report.html'));
process.stdout.write(`${job.summary?.headline}\nverdict ${job.verdict}; files in ${out}\n`);
process.exitCode = job.verdict === 'fail' ? 2 : 0;
