import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { contentDigest, sha256 } from '../testing/world.ts';

let gateway: TestGateway;
let authorization: string;

beforeAll(async () => {
  gateway = await testGateway({ env: { OCTET_UPLOAD_PART_BYTES: '10', OCTET_MAX_MODEL_BYTES: '100' } });
  authorization = `Bearer ${await gateway.key()}`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const content = Buffer.from('0123456789abcdefghijKLMNO');
const send = (method: 'get' | 'post' | 'put' | 'delete', path: string) =>
  request(gateway.url)[method](path).set('authorization', authorization);
const create = async (more: object = {}) =>
  (await send('post', '/v1/uploads').send({ kind: 'model', filename: 'net.onnx', bytes: content.length, ...more })).body;
const put = (id: string, n: number, part: Buffer, headers: Record<string, string> = {}) =>
  send('put', `/v1/uploads/${id}/parts/${n}`)
    .set({ 'content-type': 'application/octet-stream', ...headers })
    .send(part);
const partOf = (n: number) => content.subarray(10 * (n - 1), 10 * n);

test('parts in any order, one of them twice, become the file', async () => {
  const { id, part_bytes } = await create({ digest: sha256(content) });
  expect(part_bytes).toBe(10);
  for (const n of [3, 1, 1, 2]) expect((await put(id, n, partOf(n), { 'content-digest': contentDigest(partOf(n)) })).status).toBe(200);
  expect((await send('get', `/v1/uploads/${id}`)).body.parts.map(({ n }: { n: number }) => n)).toEqual([1, 2, 3]);
  const { status, body } = await send('post', `/v1/uploads/${id}/complete`);
  expect([status, body]).toEqual([201, expect.objectContaining({ digest: sha256(content), bytes: content.length, filename: 'net.onnx' })]);
  expect((await send('get', `/v1/models/${body.digest}`)).status).toBe(200);
  expect((await send('get', `/v1/uploads/${id}`)).status).toBe(404);
});

test('a completion that is asked for again with its Idempotency-Key gets the same answer; without one it finds nothing', async () => {
  const { id } = await create();
  for (const n of [1, 2, 3]) await put(id, n, partOf(n));
  const complete = (key?: string) => send('post', `/v1/uploads/${id}/complete`).set(key === undefined ? {} : { 'idempotency-key': key });
  const first = await complete('join-1');
  const again = await complete('join-1');
  expect([first.status, again.status, again.body, again.headers['idempotency-replayed']]).toEqual([201, 201, first.body, 'true']);
  expect([(await complete('join-2')).status, (await complete()).status]).toEqual([404, 404]);
});

test('an upload with missing parts says which, and can go on', async () => {
  const { id } = await create();
  await put(id, 2, partOf(2));
  const { body } = await send('post', `/v1/uploads/${id}/complete`);
  expect(body).toMatchObject({ status: 409, code: 'upload/incomplete', detail: expect.stringContaining('1, 3') });
  for (const n of [1, 3]) await put(id, n, partOf(n));
  expect((await send('post', `/v1/uploads/${id}/complete`)).status).toBe(201);
});

test('a file that is not the one announced is refused', async () => {
  const { id } = await create({ digest: sha256('other') });
  for (const n of [1, 2, 3]) await put(id, n, partOf(n));
  expect((await send('post', `/v1/uploads/${id}/complete`)).body).toMatchObject({ status: 400, code: 'request/digest-mismatch' });
});

test.each([
  ['shorter than its part', 1, Buffer.from('x'), {}, 400, 'request/invalid'],
  ['longer than its part', 3, Buffer.alloc(6), {}, 413, 'request/too-large'],
  ['after the last part', 4, Buffer.alloc(5), {}, 400, 'request/invalid'],
  ['other than its Content-Digest', 1, Buffer.alloc(10), { 'content-digest': contentDigest('x') }, 400, 'request/digest-mismatch'],
  ['of another type', 1, Buffer.alloc(10), { 'content-type': 'text/plain' }, 415, 'request/unsupported-media-type'],
])('refuses a part %s', async (_what, n, part, headers, status, code) => {
  const { id, parts } = await create();
  expect((await put(id, n, part, headers)).body).toMatchObject({ status, code });
  expect((await send('get', `/v1/uploads/${id}`)).body.parts).toEqual(parts);
});

test('a file larger than the limit is refused before its first part', async () => {
  expect(await create({ bytes: 101 })).toMatchObject({ status: 413, code: 'request/too-large' });
});

test('an upload that was given up is gone', async () => {
  const { id } = await create();
  expect((await send('delete', `/v1/uploads/${id}`)).status).toBe(204);
  for (const again of [await send('delete', `/v1/uploads/${id}`), await put(id, 1, partOf(1))])
    expect(again.body).toMatchObject({ code: 'not-found' });
});

test('an upload begun again under one Idempotency-Key is one', async () => {
  const begin = (bytes: number) =>
    send('post', '/v1/uploads').set('idempotency-key', 'upload-1').send({ kind: 'model', filename: 'a', bytes });
  const [first, second] = [await begin(20), await begin(20)];
  expect(second.body).toEqual(first.body);
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect((await begin(21)).body).toMatchObject({ status: 422, code: 'idempotency/mismatch' });
});
