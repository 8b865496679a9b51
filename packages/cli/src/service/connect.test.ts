import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from './connect.ts';

const folder = mkdtempSync(join(tmpdir(), 'octet-connect-'));
const server = createServer((request, response) => response.writeHead(200).end(JSON.stringify(request.headers.authorization)));
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, 'service.json'), JSON.stringify({ url, key: 'octet_local', pid: 1, started_at: '2026-01-01T00:00:00Z' }));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const keySeen = (client: ReturnType<typeof connect>) => client.call('getLimits', {});

test('the service of this machine is found by its data folder, with its key', async () => {
  expect(await keySeen(connect({}, { OCTET_DATA: folder }))).toBe('Bearer octet_local');
  expect(await keySeen(connect({ url: `${url}/v1` }, { OCTET_DATA: folder }))).toBe('Bearer octet_local');
});

test('what is given goes before the environment, and that before this machine', async () => {
  expect(await keySeen(connect({ url, key: 'octet_given' }, { OCTET_DATA: folder, OCTET_KEY: 'octet_env' }))).toBe('Bearer octet_given');
  expect(await keySeen(connect({}, { OCTET_DATA: folder, OCTET_KEY: 'octet_env' }))).toBe('Bearer octet_env');
});

test('the key of this machine is sent to no other service', () => {
  expect(() => connect({ url: 'https://elsewhere.example' }, { OCTET_DATA: folder })).toThrow(
    /There is no key for https:\/\/elsewhere\.example/,
  );
});

test.each([{}, { OCTET_DATA: '/nowhere' }])('without a service it says how to get one: %o', (env) => {
  expect(() => connect({}, { OCTET_DATA: join(folder, 'none'), ...env })).toThrow(/npm start/);
});

test.each(['octet.example', 'ftp://octet.example', ''])('%j is no address', (bad) => {
  expect(() => connect({ url: bad, key: 'octet_x' }, {})).toThrow(/no address of a service/);
});
