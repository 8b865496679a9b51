import { type Route, type RouteName, routes, type Scope } from '@octet/contracts';
import request from 'supertest';
import { Compile } from 'typebox/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeCases } from './testing/route-cases.ts';
import { sendCase } from './testing/send-case.ts';
import { type TestGateway, testGateway } from './testing/test-gateway.ts';
import { makeWorld, type World } from './testing/world.ts';

const names = Object.keys(routes) as RouteName[];
const own = names.filter((name) => routes[name].owner === 'gateway');
const routeOf = (name: RouteName): Route => routes[name];

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>>;
}
let gateway: TestGateway;
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
let world: World;
const keys: Record<'admin' | 'revoked' | 'expired' | 'foreign' | Scope, string> = {} as never;

beforeAll(async () => {
  gateway = await testGateway();
  paths = (gateway.app.swagger() as unknown as { paths: typeof paths }).paths;
  world = await makeWorld(gateway, 'acme');
  keys.read = await gateway.key('acme', ['read']);
  keys.write = await gateway.key('acme', ['write']);
  keys.admin = await gateway.key('acme', ['admin']);
  keys.foreign = await gateway.key('rival', ['admin']);
  keys.expired = await gateway.key('acme', ['admin'], new Date(Date.now() - 1000));
  keys.revoked = await gateway.key('acme', ['admin']);
  const { id } = (await gateway.ledger.keys.list('acme')).find(({ prefix }) => keys.revoked.startsWith(prefix)) ?? { id: '' };
  await gateway.ledger.keys.revoke('acme', id);
});
afterAll(() => gateway[Symbol.asyncDispose]());

describe.each(names)('%s', (name) => {
  const { method, path, scope } = routeOf(name);

  test.each([
    ['no key', () => undefined, 'auth/missing'],
    ['a key that is none', () => `octet_${'x'.repeat(43)}`, 'auth/invalid'],
    ['a key that was cut', () => keys.admin.slice(0, -3), 'auth/invalid'],
    ['a revoked key', () => keys.revoked, 'auth/revoked'],
    ['an expired key', () => keys.expired, 'auth/expired'],
  ])('refuses %s', async (_what, key, code) => {
    const answer = await sendCase(gateway.url, name, { world, key: key() });
    expect(answer.body).toMatchObject({ status: 401, code });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="octet"');
  });

  test(`needs the scope ${scope}, or admin`, async () => {
    const others = (['read', 'write'] as const).filter((other) => other !== scope);
    for (const other of others)
      expect((await sendCase(gateway.url, name, { world, key: keys[other] })).body).toMatchObject({ status: 403, code: 'auth/scope' });
  });

  test('answers as the document says', async () => {
    const fresh = await makeWorld(gateway, 'acme');
    const answer = await sendCase(gateway.url, name, { world: fresh, key: keys.admin });
    expect([answer.status, answer.body]).toEqual([routeCases[name](fresh).status, expect.anything()]);
    if (routeOf(name).owner === 'results') return;
    const documented = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.responses[answer.status];
    expect(documented).toBeDefined();
    const schema = documented?.content?.['application/json']?.schema;
    if (schema !== undefined) expect(Compile(schema).Errors(answer.body)).toEqual([true, []]);
  });
});

describe.each(own.filter((name) => routeOf(name).params !== undefined || name === 'compareJobs'))('%s of another tenant', (name) => {
  test('is 404 and changes nothing', async () => {
    const before = await stateOf(world);
    const answer = await sendCase(gateway.url, name, { world, key: keys.foreign });
    expect(answer.body).toMatchObject({ status: 404, code: 'not-found' });
    expect(await stateOf(world)).toEqual(before);
  });
});

test('a job of one tenant cannot name files of another', async () => {
  const answer = await sendCase(gateway.url, 'submitJob', { world, key: keys.foreign });
  expect(answer.body).toMatchObject({ status: 422, code: 'job/unknown-input', errors: [{ pointer: '/model' }] });
});

test.each(own.filter((name) => routeOf(name).method === 'GET' && routeOf(name).params === undefined))(
  '%s shows nothing of another tenant',
  async (name) => {
    const { body } = await sendCase(gateway.url, name, { world: { ...world, job: '', ended: '' }, key: keys.foreign });
    for (const id of [world.job, world.ended, world.model, world.dataset, world.key]) expect(JSON.stringify(body)).not.toContain(id);
  },
);

test.each(own.filter((name) => routeOf(name).query !== undefined))('%s refuses a query field that it does not know', async (name) => {
  const { method, path } = routeOf(name);
  const filled = path.replace(':id', world.job);
  const answer = await request(gateway.url)
    [method === 'GET' ? 'get' : 'post'](filled)
    .query({ color: 'red' })
    .set('authorization', `Bearer ${keys.admin}`);
  expect(answer.body).toMatchObject({ status: 400, code: 'request/invalid' });
});

async function stateOf({ job, ended, model, dataset, upload, key }: World): Promise<unknown> {
  const { ledger } = gateway;
  const listed = (await ledger.keys.list('acme')).find(({ id }) => id === key);
  return [
    await ledger.jobs.get('acme', job),
    await ledger.jobs.get('acme', ended),
    await ledger.assets.get('acme', 'model', model),
    await ledger.assets.get('acme', 'dataset', dataset),
    await ledger.uploads.get('acme', upload),
    listed?.revoked_at,
  ];
}
