import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import request from 'supertest';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { contentDigest, freshBytes, sha256 } from '../testing/world.ts';

const modelLimit = 1000;
let gateway: TestGateway;
let authorization: string;

beforeAll(async () => {
  gateway = await testGateway({ env: { OCTET_MAX_MODEL_BYTES: String(modelLimit), OCTET_QUOTA_STORED_BYTES: '2000' } });
  authorization = `Bearer ${await gateway.key()}`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const post = (path: string, key = authorization) =>
  request(gateway.url).post(path).set('authorization', key).set('content-type', 'application/octet-stream');
const get = (path: string) => request(gateway.url).get(path).set('authorization', authorization);

test('a model is kept under its digest and the name it came with', async () => {
  const content = freshBytes();
  const { status, body, headers } = await post('/v1/models?filename=net.onnx').set('content-digest', contentDigest(content)).send(content);
  expect([status, body]).toEqual([
    201,
    {
      digest: sha256(content),
      kind: 'model',
      bytes: content.length,
      filename: 'net.onnx',
      created_at: expect.any(String),
      diagnostics: null,
    },
  ]);
  expect(headers.location).toBe(`/v1/models/${body.digest}`);
  expect((await get(headers.location as string)).body).toEqual(body);
  expect((await gateway.store.stat(body.digest))?.bytes).toBe(content.length);
});

test('bytes that are known are 200 and no second file', async () => {
  const content = freshBytes();
  await post('/v1/models').send(content);
  const { objects } = await gateway.files();
  expect((await post('/v1/models').send(content)).status).toBe(200);
  expect((await gateway.files()).objects).toBe(objects);
});

test('the name may come by Content-Disposition, never with a path', async () => {
  const { body } = await post('/v1/datasets').set('content-disposition', 'attachment; filename="../../x.zip"').send(freshBytes());
  expect(body).toMatchObject({ kind: 'dataset', filename: 'x.zip' });
});

test('one multipart file is the same as raw bytes', async () => {
  const content = freshBytes();
  const sent = request(gateway.url).post('/v1/models').set('authorization', authorization).attach('file', content, 'net.onnx');
  expect((await sent).body).toMatchObject({ digest: sha256(content), filename: 'net.onnx' });
});

test.each([
  ['a part of another name', (r: request.Test) => r.attach('model', Buffer.from('x'), 'x')],
  ['two files', (r: request.Test) => r.attach('file', Buffer.from('x'), 'x').attach('file', Buffer.from('y'), 'y')],
])('refuses a form with %s', async (_what, filled) => {
  const sent = filled(request(gateway.url).post('/v1/models').set('authorization', authorization));
  expect((await sent).body).toMatchObject({ status: 400, code: 'request/multipart' });
});

test('bytes that are not those announced are refused and not kept', async () => {
  const content = freshBytes();
  const before = await gateway.files();
  const { body } = await post('/v1/models').set('content-digest', contentDigest('other')).send(content);
  expect(body).toMatchObject({ status: 400, code: 'request/digest-mismatch' });
  expect(await gateway.files()).toEqual(before);
});

test.each([
  ['no bytes', {}, '', 400, 'request/invalid'],
  ['a malformed Content-Digest', { 'content-digest': 'sha-256=:x:' }, 'x', 400, 'request/invalid'],
  ['compressed bytes', { 'content-encoding': 'gzip' }, 'x', 415, 'request/unsupported-media-type'],
  ['another content type', { 'content-type': 'application/json' }, '{}', 415, 'request/unsupported-media-type'],
])('refuses %s', async (_what, headers, content, status, code) => {
  const before = await gateway.files();
  expect((await post('/v1/models').set(headers).send(content)).body).toMatchObject({ status, code });
  expect(await gateway.files()).toEqual(before);
});

test('too large is answered from Content-Length, before any byte has come', async () => {
  const { status, body } = await sendHeadersOnly({ 'content-length': String(modelLimit + 1) });
  expect([status, JSON.parse(body)]).toEqual([413, expect.objectContaining({ code: 'request/too-large' })]);
});

test('too large without a Content-Length is answered as soon as the limit is passed, and nothing is kept', async () => {
  const before = await gateway.files();
  const { status, body } = await sendHeadersOnly({ 'transfer-encoding': 'chunked' }, Buffer.alloc(modelLimit + 1, 1));
  expect([status, JSON.parse(body)]).toEqual([413, expect.objectContaining({ code: 'request/too-large' })]);
  expect(await gateway.files()).toEqual(before);
});

test('what does not fit into the quota is refused before it comes', async () => {
  const key = `Bearer ${await gateway.key('full')}`;
  for (let i = 0; i < 2; i++) expect((await post('/v1/models', key).send(Buffer.alloc(900, i))).status).toBe(201);
  const { body, headers } = await post('/v1/models', key).send(Buffer.alloc(900, 9));
  expect(body).toMatchObject({ status: 429, code: 'quota/exceeded' });
  expect(headers['retry-after']).toBeDefined();
});

test('a client that goes away leaves no bytes', async () => {
  const before = await gateway.files();
  const { sent } = open({ 'content-length': '900' });
  sent.on('error', () => {});
  sent.write(Buffer.alloc(500, 7));
  await vi.waitFor(async () => expect((await gateway.files()).unfinished).toBe(before.unfinished + 1));
  sent.destroy();
  await vi.waitFor(async () => expect(await gateway.files()).toEqual(before));
});

test('the same bytes sent twice at once are one file', async () => {
  const content = freshBytes();
  const { objects } = await gateway.files();
  const answers = await Promise.all([1, 2, 3].map(() => post('/v1/datasets').send(content)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  expect(await gateway.files()).toEqual({ objects: objects + 1, unfinished: 0 });
});

test('a model that a waiting job needs stays', async () => {
  const [model, calibration] = [freshBytes(), freshBytes()];
  await post('/v1/models').send(model);
  await post('/v1/datasets').send(calibration);
  const job = { model: sha256(model), calibration: sha256(calibration) };
  await request(gateway.url).post('/v1/jobs').set('authorization', authorization).send(job);
  const gone = await request(gateway.url).delete(`/v1/models/${job.model}`).set('authorization', authorization);
  expect(gone.body).toMatchObject({ status: 409, code: 'asset/in-use' });
});

test('a list goes on from page to page, and refuses a cursor that it did not make', async () => {
  const { body: first } = await get('/v1/models?limit=1');
  const { body: second } = await get(`/v1/models?limit=1&cursor=${encodeURIComponent(first.next_cursor)}`);
  expect(first.items[0].digest).not.toBe(second.items[0].digest);
  expect((await get('/v1/models?cursor=nonsense')).body).toMatchObject({ status: 400, code: 'request/invalid' });
});

function open(headers: Record<string, string>) {
  const sent = httpRequest(`${gateway.url}/v1/models`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/octet-stream', ...headers },
  });
  sent.flushHeaders();
  return { sent };
}

/** The answer to a request whose body never ends. */
async function sendHeadersOnly(headers: Record<string, string>, begin?: Buffer): Promise<{ status: number | undefined; body: string }> {
  const { sent } = open(headers);
  sent.on('error', () => {});
  if (begin !== undefined) sent.write(begin);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const body = (await response.setEncoding('utf8').toArray()).join('');
  sent.destroy();
  return { status: response.statusCode, body };
}
