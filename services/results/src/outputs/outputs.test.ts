import type { Job } from '@octet/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestResults, testResults } from '../testing/test-results.ts';
import { failedOutcome, sha256, successText, testWorker } from '../testing/test-worker.ts';

const texts = successText();
const tag = `"${sha256(texts.artifact)}"`;
const size = Buffer.byteLength(texts.artifact);
let results: TestResults;
let job: Job;
beforeAll(async () => {
  results = await testResults();
  job = await results.submit({ modelName: 'Größe "x".onnx' });
  await testWorker(results.app).succeed(job.id);
});
afterAll(() => results[Symbol.asyncDispose]());

const get = (what: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  results.app.inject({ method, url: `/v1/jobs/${job.id}/${what}`, headers: { ...results.as.reader, ...headers } });

test('the artifact comes whole, named after the model, under its digest', async () => {
  const answer = await get('artifact');
  expect([answer.statusCode, answer.body]).toEqual([200, texts.artifact]);
  expect(answer.headers).toMatchObject({
    etag: tag,
    'content-length': String(size),
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'repr-digest': `sha-256=:${Buffer.from(sha256(texts.artifact), 'hex').toString('base64')}:`,
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
  });
  const disposition = String(answer.headers['content-disposition']);
  expect(disposition).toMatch(
    /^attachment; filename="Gr[^"]+\\"x\\"\.int8\.onnx"; filename\*=UTF-8''Gr%C3%B6%C3%9Fe%20%22x%22\.int8\.onnx$/,
  );
});

test('HEAD tells the same without the bytes', async () => {
  const [head, whole] = [await get('artifact', {}, 'HEAD'), await get('artifact')];
  expect([head.statusCode, head.body]).toEqual([200, '']);
  for (const name of ['etag', 'content-length', 'content-type', 'content-disposition', 'repr-digest']) {
    expect(head.headers[name], name).toBe(whole.headers[name]);
  }
});

test('a range is answered with its bytes, with If-Range of this tag too', async () => {
  for (const headers of [{ range: 'bytes=4-8' }, { range: 'bytes=4-8', 'if-range': tag }]) {
    const answer = await get('artifact', headers);
    expect([answer.statusCode, answer.body]).toEqual([206, texts.artifact.slice(4, 9)]);
    expect(answer.headers).toMatchObject({ 'content-range': `bytes 4-8/${size}`, 'content-length': '5', etag: tag });
  }
});

test.each([
  { range: 'bytes=4-8', 'if-range': '"other"' },
  { range: 'bytes=4-8', 'if-range': 'Wed, 21 Oct 2026 07:28:00 GMT' },
  { range: 'bytes=0-1,4-5' },
  { range: 'lines=1-2' },
])('with %o all of it comes', async (headers: Record<string, string>) => {
  const answer = await get('artifact', headers);
  expect([answer.statusCode, answer.body]).toEqual([200, texts.artifact]);
});

test('a range outside is 416 and tells the size', async () => {
  const answer = await get('artifact', { range: `bytes=${size}-` });
  expect(answer.json()).toMatchObject({ status: 416, code: 'request/range-not-satisfiable' });
  expect(answer.headers['content-range']).toBe(`bytes */${size}`);
});

test('a tag that is known already is 304 without bytes, whatever the range', async () => {
  for (const headers of [{ 'if-none-match': tag }, { 'if-none-match': `"x", W/${tag}`, range: 'bytes=0-1' }]) {
    const answer = await get('artifact', headers);
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', tag]);
  }
  expect((await get('artifact', { 'if-none-match': '"other"' })).statusCode).toBe(200);
});

test.each([
  ['report.json', 'application/json', texts['report.json']],
  ['report.html', 'text/html; charset=utf-8', texts['report.html']],
  ['report.md', 'text/markdown; charset=utf-8', texts['report.md']],
])('%s is %s, shown inline or saved', async (name, type, text) => {
  const shown = await get(name);
  expect([shown.statusCode, shown.body, shown.headers['content-type']]).toEqual([200, text, type]);
  expect(shown.headers['content-disposition']).toMatch(/^inline; /);
  expect((await get(`${name}?download=true`)).headers['content-disposition']).toMatch(/^attachment; /);
  expect((await get(name, { 'if-none-match': String(shown.headers.etag) })).statusCode).toBe(304);
});

test('the page may run no script, call nothing and is of no origin of ours', async () => {
  const policy = (await get('report.html')).headers['content-security-policy'];
  expect(policy).toMatch(/^default-src 'none'; .*sandbox$/);
  expect(policy).not.toContain('script');
});

test.each([
  ['text/html,*/*;q=0.8', 'text/html; charset=utf-8'],
  ['text/markdown', 'text/markdown; charset=utf-8'],
  ['*/*', 'application/json'],
])('report with Accept: %s is %s', async (accept, type) => {
  const answer = await get('report', { accept });
  expect([answer.statusCode, answer.headers['content-type'], answer.headers.vary]).toEqual([200, type, 'accept, authorization']);
});

test('report with an Accept that nothing meets is 406', async () => {
  expect((await get('report', { accept: 'application/pdf' })).json()).toMatchObject({ status: 406, code: 'request/not-acceptable' });
});

const everything = ['artifact', 'report.json', 'report.html', 'report.md', 'report', 'evidence'];

test.each(everything)("%s of another tenant's job, and of none, is 404", async (what) => {
  const foreign = await get(what, results.as.stranger);
  const none = await results.app.inject({ url: `/v1/jobs/job_${'0'.repeat(26)}/${what}`, headers: results.as.reader });
  for (const answer of [foreign, none]) expect(answer.json()).toMatchObject({ status: 404, code: 'not-found' });
});

test.each(everything)('%s without a key is 401', async (what) => {
  const answer = await results.app.inject({ url: `/v1/jobs/${job.id}/${what}` });
  expect(answer.json()).toMatchObject({ status: 401, code: 'auth/missing' });
});

test.each(everything)('%s of a job that runs is 409, of one that ended without it 404', async (what) => {
  const worker = testWorker(results.app);
  const claim = await worker.claim((await results.submit()).id);
  const url = `/v1/jobs/${claim.job_id}/${what}`;
  expect((await results.app.inject({ url, headers: results.as.reader })).json()).toMatchObject({ status: 409, code: 'job/not-final' });
  await worker.outcome(claim, failedOutcome);
  expect((await results.app.inject({ url, headers: results.as.reader })).json()).toMatchObject({ status: 404, code: 'not-found' });
});
