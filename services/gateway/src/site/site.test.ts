import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';

let gateway: TestGateway;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octet-dashboard-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Octet</title>');
  gateway = await testGateway({ env: { OCTET_DASHBOARD_FOLDER: folder } });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const get = (path: string) => request(gateway.url).get(path);

test('the document is OpenAPI 3.1, and its pages load nothing from elsewhere', async () => {
  expect((await get('/openapi.json')).body).toMatchObject({ openapi: '3.1.0', info: { title: 'Octet' } });
  const page = await get('/docs/');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(address).toMatch(/^(\.|\/docs)\//);
  expect((await get('/docs/static/swagger-ui-bundle.js')).status).toBe(200);
  expect((await get('/docs/json')).body).toEqual((await get('/openapi.json')).body);
  expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)/);
});

test('answers can be framed by nobody, guessed by nobody and read by no other origin', async () => {
  for (const path of ['/livez', '/nowhere', '/v1/jobs']) {
    const { headers } = await get(path).set('origin', 'https://evil.example');
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test('is ready while database, queue and storage answer', async () => {
  expect((await get('/readyz')).body).toEqual({ status: 'ok', checks: { sql: 'ok', queue: 'ok', storage: 'ok' } });
});

test('the dashboard is served under its own policy where its folder is there, and hides no route', async () => {
  const page = await get('/');
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('Octet')]);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect((await get('/v1/jobs')).body).toMatchObject({ code: 'auth/missing' });
  expect((await get('/nowhere')).body).toMatchObject({ code: 'not-found' });
});

test('an address of the dashboard is its page; what belongs to the API stays so', async () => {
  for (const path of ['/new', '/compare?a=1&b=2', '/jobs', '/jobs/job_1', '/keys']) {
    const { status, text, headers } = await get(path);
    expect([status, text]).toEqual([200, expect.stringContaining('<title>Octet')]);
    expect(headers).toMatchObject({ 'content-security-policy': expect.stringContaining("script-src 'self'"), 'cache-control': 'no-cache' });
  }
  expect((await get('/v1/nowhere')).body).toMatchObject({ code: 'not-found' });
  expect((await get('/problems/not-found')).text).toContain('# not-found');
  expect((await request(gateway.url).post('/new')).status).toBe(405);
});

test('a browser at an address that is nothing gets the pages, which say so; a program, and a browser at the API, get the problem', async () => {
  const visit = (path: string) => get(path).set('accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
  const page = await visit('/nowhere');
  expect([page.status, page.text]).toEqual([404, expect.stringContaining('<title>Octet')]);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  for (const path of ['/v1/nowhere', '/assets/gone.js', '/docs/nowhere']) {
    const { status, headers } = await visit(path);
    expect([path, status, headers['content-type']]).toEqual([path, 404, expect.stringContaining('json')]);
  }
  expect((await get('/nowhere').set('accept', '*/*')).body).toMatchObject({ code: 'not-found' });
});

test('without a dashboard there is nothing at /', async () => {
  await using bare = await testGateway({ env: { OCTET_DASHBOARD_FOLDER: '/no/such/folder' } });
  expect((await request(bare.url).get('/')).body).toMatchObject({ code: 'not-found' });
});
