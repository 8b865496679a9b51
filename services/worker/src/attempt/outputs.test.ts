import { mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { CallError } from '../call-error.ts';
import type { AttemptClient } from '../results-client.ts';
import { uploadOutputs } from './outputs.ts';

const files = ['model.int8.onnx', 'report.json', 'report.html', 'report.md'];

async function written() {
  const path = await mkdtemp(join(tmpdir(), 'octet-outputs-test-'));
  for (const name of files) await writeFile(join(path, name), `content of ${name}`);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

function takingClient(fault: () => Error | undefined = () => undefined) {
  const taken: Record<string, string> = {};
  const upload: AttemptClient['upload'] = async (name, { stream, contentDigest }) => {
    const error = fault();
    if (error !== undefined) {
      stream.destroy();
      throw error;
    }
    const bytes = await buffer(stream);
    taken[name] = bytes.toString();
    expect(contentDigest).toMatch(/^sha-256=:[\w+/]{43}=:$/);
    return { name, digest: '', bytes: bytes.length };
  };
  return { taken, client: { upload } as AttemptClient };
}

const forever = { signal: new AbortController().signal, log: { warn: () => undefined } };

test('uploads every file under its name, again where the service was away, and states digest and type', async () => {
  await using folder = await written();
  const faults = [new CallError('away', { retryable: true })];
  const { taken, client } = takingClient(() => faults.pop());
  const outputs = await uploadOutputs(client, folder.path, forever);
  expect(taken['artifact']).toBe('content of model.int8.onnx');
  expect(taken['report.md']).toBe('content of report.md');
  expect(outputs.find(({ name }) => name === 'report.html')).toMatchObject({ media_type: 'text/html; charset=utf-8', bytes: 22 });
  expect(outputs.every(({ digest }) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
});

test('follows no link that the engine left, and uploads nothing where a file is missing', async () => {
  await using folder = await written();
  const report = join(folder.path, 'report.json');
  await unlink(report);
  await expect(uploadOutputs(takingClient().client, folder.path, forever)).rejects.toThrow(/ENOENT/);
  await symlink('/etc/passwd', report);
  const { client, taken } = takingClient();
  await expect(uploadOutputs(client, folder.path, forever)).rejects.toThrow(/ELOOP/);
  expect(taken['report.json']).toBeUndefined();
});

test('a refusal is not tried again', async () => {
  await using folder = await written();
  const { client } = takingClient(() => new CallError('fenced', { status: 409 }));
  await expect(uploadOutputs(client, folder.path, forever)).rejects.toMatchObject({ status: 409 });
});
