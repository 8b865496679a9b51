import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { textModel } from '@octet/testing';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { contentDigest, freshBytes, sha256 } from '../testing/world.ts';

let gateway: TestGateway;
let authorization: string;
const model = freshBytes();
const calibration = freshBytes();

beforeAll(async () => {
  gateway = await testGateway({
    env: {
      OCTET_MAX_MODEL_BYTES: '1000',
      OCTET_MAX_DATASET_BYTES: '1000',
      OCTET_MAX_RUN_SECONDS: '600',
      OCTET_WEBHOOK_ALLOW: '127.0.0.1',
      OCTET_QUOTA_QUEUED_JOBS: '100',
    },
  });
  authorization = `Bearer ${await gateway.key()}`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const send = (path = '/v1/jobs', key = authorization) => request(gateway.url).post(path).set('authorization', key);
const form = (recipe = '{}', path?: string, key?: string) => send(path, key).field('recipe', recipe);
const whole = (sent: Test) => sent.attach('model', model, 'net.onnx').attach('calibration', calibration, 'data.zip');
const formType = 'multipart/form-data; boundary=b';
const sendForm = (body: string) => send().set('content-type', formType).send(body);

/** Each part as a file; `digests` are the Content-Digest fields of parts. */
function multipartOf(parts: Readonly<Record<string, string>>, digests: Readonly<Record<string, string>> = {}): string {
  const digest = (name: string) => (digests[name] === undefined ? '' : `content-digest: ${digests[name]}\r\n`);
  const part = ([name, text]: [string, string]) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"; filename="${name}"\r\n${digest(name)}\r\n${text}\r\n`;
  return `${Object.entries(parts).map(part).join('')}--b--\r\n`;
}

const jobCount = async () => (await gateway.ledger.jobs.list('acme', { limit: 200 })).items.length;

describe('one multipart request', () => {
  test('makes a job: 202, its address, when to look again, and its ticket goes to the queue', async () => {
    const { status, headers, body } = await whole(
      form(JSON.stringify({ recipe: { target: 'ort-cpu-avx2' }, name: 'nightly', tags: ['a'] })),
    );
    expect(status).toBe(202);
    expect(headers).toMatchObject({ location: `/v1/jobs/${body.id}`, 'retry-after': '1', etag: expect.stringMatching(/^W\/"v\d+"$/) });
    expect(body).toMatchObject({
      state: 'queued',
      name: 'nightly',
      tags: ['a'],
      job_class: 'ort-cpu-avx2',
      max_run_seconds: 600,
      model: { digest: sha256(model), bytes: model.length, filename: 'net.onnx' },
      calibration: { digest: sha256(calibration), filename: 'data.zip' },
      evaluation: null,
    });
    expect(gateway.offered).toContain(body.id);
  });

  test('takes an evaluation set, and the recipe as a file', async () => {
    const evaluation = freshBytes();
    const sent = whole(send().attach('recipe', Buffer.from('{"calibration":{"seed":7}}'), 'recipe.json')).attach(
      'evaluation',
      evaluation,
      'e.zip',
    );
    expect((await sent).body).toMatchObject({ evaluation: { digest: sha256(evaluation) }, recipe: { calibration: { seed: 7 } } });
  });

  test.each([
    [
      'the model before the recipe',
      () => send().attach('model', model, 'm').field('recipe', '{}'),
      '"model" comes too early; "recipe" was expected',
    ],
    [
      'the calibration before the model',
      () => form().attach('calibration', calibration, 'c'),
      '"calibration" comes too early; "model" was expected',
    ],
    ['a part twice', () => whole(form()).attach('model', model, 'm'), '"model" comes too late, or twice; "evaluation" was expected'],
    ['an unknown part', () => form().attach('weights', model, 'm'), '"weights" is unknown; "model" was expected'],
    [
      'a part too many',
      () => whole(form()).attach('evaluation', calibration, 'e').field('more', 'x'),
      '"more" is unknown; nothing more was expected',
    ],
    ['no model', () => form(), 'missing: "model", "calibration"'],
    ['no calibration', () => form().attach('model', model, 'm'), 'missing: "calibration"'],
  ])('refuses %s', async (_what, sent, detail) => {
    const before = await jobCount();
    expect((await sent()).body).toMatchObject({ status: 400, code: 'request/multipart', detail: expect.stringContaining(detail) });
    expect(await jobCount()).toBe(before);
  });

  test.each([
    ['{', 'recipe/invalid', ''],
    ['{"target":"pentium"}', 'recipe/invalid', '/target'],
    ['{"recipe":{"target":"pentium"}}', 'recipe/invalid', '/recipe/target'],
    ['{"name":7}', 'request/invalid', '/name'],
    ['{"max_run_seconds":601}', 'request/invalid', '/max_run_seconds'],
    ['{"webhook_url":"http://example.com/"}', 'webhook/forbidden-address', '/webhook_url'],
  ])('refuses the recipe %s before a byte of the model is kept', async (recipe, code, pointer) => {
    const before = await gateway.files();
    const { body } = await form(recipe).attach('model', freshBytes(), 'm');
    expect(body).toMatchObject({ code, errors: [{ pointer }] });
    expect(await gateway.files()).toEqual(before);
  });

  test('refuses a model over its limit, in the middle of it', async () => {
    const before = await gateway.files();
    expect((await form().attach('model', Buffer.alloc(1001), 'm')).body).toMatchObject({ status: 413, code: 'request/too-large' });
    expect(await gateway.files()).toEqual(before);
  });

  test('refuses a form that is not the one announced, makes no job and notes no file', async () => {
    const bytes = freshBytes();
    const sent = form().attach('model', bytes, 'm').attach('calibration', calibration, 'c').set('content-digest', contentDigest('other'));
    expect((await sent).body).toMatchObject({ status: 400, code: 'request/digest-mismatch' });
    expect(await gateway.ledger.assets.get('acme', 'model', sha256(bytes))).toBeUndefined();
  });

  test('takes a form that is the one announced', async () => {
    const body = multipartOf({ recipe: '{}', model: 'm', calibration: 'c' });
    const sent = send().set('content-type', 'multipart/form-data; boundary=b').set('content-digest', contentDigest(body)).send(body);
    expect((await sent).status).toBe(202);
  });

  test.each(['recipe', 'model', 'calibration'])(
    'refuses a part "%s" that is not the one that its own Content-Digest announces',
    async (name) => {
      await sendForm(multipartOf({ recipe: '{}', model: 'm', calibration: 'c' }));
      const before = [await jobCount(), await gateway.files()];
      const body = multipartOf({ recipe: '{}', model: 'm', calibration: `data of ${name}` }, { [name]: contentDigest('other') });
      expect((await sendForm(body)).body).toMatchObject({
        status: 400,
        code: 'request/digest-mismatch',
        detail: expect.stringContaining(`"${name}"`),
      });
      expect([await jobCount(), await gateway.files()]).toEqual(before);
    },
  );

  test('takes parts that are those that their Content-Digest announces', async () => {
    const parts = { recipe: '{}', model: 'm', calibration: 'c' };
    const digests = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, contentDigest(text)]));
    expect((await sendForm(multipartOf(parts, digests))).status).toBe(202);
  });

  test.each([
    ['has no boundary', 'multipart/form-data', 'x', 'names no boundary'],
    ['has a part without a name', formType, '--b\r\ncontent-type: text/plain\r\n\r\n{}\r\n--b--\r\n', 'Part 1 has no name'],
    ['ends within the head of a part', formType, '--b\r\ncontent-disposition: form-data', 'not a complete'],
    ['is none', formType, 'no boundary in here', 'not a complete'],
    ['has a malformed digest', formType, multipartOf({ recipe: '{}' }, { recipe: 'sha-256=abc' }), 'Content-Digest'],
  ])('refuses a form that %s', async (_what, type, body, detail) => {
    const { body: problem } = await send().set('content-type', type).send(body);
    expect(problem).toMatchObject({ status: 400, detail: expect.stringContaining(detail) });
  });

  test('passes over what is before the first boundary and after the last one', async () => {
    const body = `preamble\r\n${multipartOf({ recipe: '{}', model: 'm', calibration: 'c' })}${'epilogue'.repeat(20_000)}`;
    expect((await sendForm(body)).status).toBe(202);
  });

  test('asks for the body only where it wants it', async () => {
    const asked = async (headers: Record<string, string>) => {
      const sent = open({ expect: '100-continue', ...headers });
      sent.on('error', () => {});
      const first = await Promise.race([
        once(sent, 'continue').then(() => 'continue'),
        once(sent, 'response').then(([{ statusCode }]) => statusCode),
      ]);
      sent.destroy();
      return first;
    };
    expect(await asked({ 'content-length': '500' })).toBe('continue');
    expect(await asked({ 'content-length': '9000000' })).toBe(413);
    expect(await asked({ 'content-length': '500', authorization: 'Bearer none' })).toBe(401);
    expect(await asked({ 'content-length': '5', 'content-type': 'application/json' })).toBe('continue');
  });

  test('refuses a body that no form of this service can have, from its Content-Length', async () => {
    const sent = open({ 'content-length': '9000000' });
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    sent.destroy();
    expect(response.statusCode).toBe(413);
  });

  test('refuses a body that ends early', async () => {
    const { body } = await send()
      .set('content-type', 'multipart/form-data; boundary=b')
      .send('--b\r\ncontent-disposition: form-data; name="recipe"\r\n\r\n{}');
    expect(body).toMatchObject({ status: 400, code: 'request/multipart' });
  });

  test('a client that goes away in the middle of a file makes no job and leaves no unfinished file', async () => {
    const before = [await jobCount(), await gateway.files()];
    const sent = open({ 'transfer-encoding': 'chunked' });
    sent.on('error', () => {});
    sent.write(
      '--b\r\ncontent-disposition: form-data; name="recipe"\r\n\r\n{}\r\n--b\r\ncontent-disposition: form-data; name="model"; filename="m"\r\n\r\nabc'.padEnd(
        500,
      ),
    );
    await vi.waitFor(async () => expect((await gateway.files()).unfinished).toBe(1));
    sent.destroy();
    await vi.waitFor(async () => expect((await gateway.files()).unfinished).toBe(0));
    expect([await jobCount(), await gateway.files()]).toEqual(before);
  });

  function open(headers: Record<string, string>) {
    const sent = httpRequest(`${gateway.url}/v1/jobs`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'multipart/form-data; boundary=b', ...headers },
    });
    sent.flushHeaders();
    return sent;
  }
});

describe('JSON with digests', () => {
  beforeEach(async () => {
    await whole(form());
  });
  const job = { model: sha256(model), calibration: sha256(calibration) };

  test('makes a job of what was uploaded', async () => {
    const { status, body } = await send().send({ ...job, requires: 'ort-cpu-vnni', webhook_url: 'http://127.0.0.1:9/hook' });
    expect([status, body]).toEqual([
      202,
      expect.objectContaining({ job_class: 'ort-cpu-vnni', webhook_url: 'http://127.0.0.1:9/hook', name: null }),
    ]);
  });

  test.each([
    [{ ...job, model: sha256('nothing') }, 422, 'job/unknown-input', '/model'],
    [{ ...job, evaluation: sha256('nothing') }, 422, 'job/unknown-input', '/evaluation'],
    [{ ...job, color: 'red' }, 400, 'request/invalid', '/color'],
    [{ model: job.model }, 400, 'request/invalid', ''],
    [{ ...job, recipe: { calibration: { samples: 0 } } }, 422, 'recipe/invalid', '/recipe/calibration/samples'],
    [{ ...job, max_queue_seconds: 86_401 }, 400, 'request/invalid', '/max_queue_seconds'],
    [{ ...job, webhook_url: 'https://a:b@example.com/' }, 422, 'webhook/forbidden-address', '/webhook_url'],
  ])('refuses %j', async (body, status, code, pointer) => {
    const before = await jobCount();
    expect((await send().send(body)).body).toMatchObject({
      status,
      code,
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
    expect(await jobCount()).toBe(before);
  });
});

describe('a dry run', () => {
  const header = '<ir_version: 8, opset_import: ["" : 17]>';
  const tiny = textModel(`${header} tiny (float[N,4,6,6] x) => (float[N,4,6,6] y)
    <float[4,4,1,1] w = random(seed=1), float[4] b = random(seed=2)> { [conv] h = Conv(x, w, b) [erf] y = Erf(h) }`);
  const dryRun = (bytes: Uint8Array, recipe = '{}') =>
    form(recipe, '/v1/jobs?dry_run=true').attach('model', Buffer.from(bytes), 'm').attach('calibration', freshBytes(), 'c');
  const ofTiny = {
    target: 'ort-cpu-x86',
    opset: 17,
    nodes: 2,
    prepared_nodes: 2,
    assumed: 'free sizes taken as 1',
    unknown_sizes: 0,
    float: expect.arrayContaining([{ node: 'erf', op: 'Erf', reason: expect.any(String) }]),
  };

  test('says what the job would be and what would run in integers, makes none and keeps no bytes', async () => {
    const before = [await jobCount(), await gateway.files()];
    const { status, body } = await dryRun(tiny);
    expect([status, body]).toEqual([
      200,
      {
        dry_run: true,
        recipe: expect.objectContaining({ target: 'auto' }),
        job_class: 'any',
        eligible_workers: 0,
        queued_before: expect.any(Number),
        estimated_seconds: null,
        coverage: expect.objectContaining(ofTiny),
        warnings: [expect.stringContaining('No worker'), expect.stringContaining('No evaluation set')],
      },
    ]);
    expect([await jobCount(), await gateway.files()]).toEqual(before);
  });

  test('looks at a model that was uploaded before, for the target of the recipe', async () => {
    const uploaded = await whole(form()).then(() =>
      request(gateway.url)
        .post('/v1/models')
        .set('authorization', authorization)
        .set('content-type', 'application/octet-stream')
        .send(Buffer.from(tiny)),
    );
    const { body } = await send('/v1/jobs?dry_run=true').send({
      model: uploaded.body.digest,
      calibration: sha256(calibration),
      recipe: { target: 'ort-cpu-avx2', exclude: [{ op: 'Conv' }] },
    });
    expect(body.coverage).toMatchObject({
      ...ofTiny,
      target: 'ort-cpu-avx2',
      ops: expect.arrayContaining([expect.objectContaining({ op: 'Conv', float: 1 })]),
    });
  });

  test('refuses what the job itself would be refused for', async () => {
    const { body } = await send('/v1/jobs?dry_run=true').send({ model: sha256('nothing'), calibration: sha256(calibration) });
    expect(body).toMatchObject({ status: 422, code: 'job/unknown-input' });
    const asymmetric = await dryRun(tiny, '{"weights":{"symmetric":false}}');
    expect(asymmetric.body).toMatchObject({ status: 422, code: 'recipe/unsupported' });
  });

  test.each([
    ['cut off', tiny.subarray(0, tiny.length - 20), 'model/malformed'],
    ['text', Buffer.from('this is no model, '.repeat(10)), 'model/malformed'],
    ['random bytes', freshBytes(), 'model/malformed'],
    ['a tensor of more bytes than there are', withHugeShape(), 'model/malformed'],
    ['graphs within graphs', nested(90), 'model/malformed'],
  ])('answers a problem where the model is %s, and lives', async (_what, bytes, code) => {
    const before = await gateway.files();
    expect((await dryRun(bytes)).body).toMatchObject({ status: 422, code });
    expect(await gateway.files()).toEqual(before);
    expect((await request(gateway.url).get('/livez')).status).toBe(200);
  });

  /** Field 7, the graph, holding an initializer that says 2^40 elements and has 4 bytes. */
  function withHugeShape(): Buffer {
    const tensor = Buffer.from([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0x10, 1, 0x42, 1, 0x77, 0x4a, 4, 0, 0, 0, 0]);
    return Buffer.concat([Buffer.from([0x08, 8]), message(7, message(5, tensor))]);
  }

  function nested(depth: number): Buffer {
    let graph: Buffer = Buffer.alloc(0);
    for (let i = 0; i < depth; i++) graph = message(1, message(5, message(6, graph)));
    return Buffer.concat([Buffer.from([0x08, 8]), message(7, graph)]);
  }

  function message(field: number, content: Buffer): Buffer {
    const length: number[] = [];
    for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
      length.push(rest < 128 ? rest : (rest % 128) + 128);
      if (rest < 128) break;
    }
    return Buffer.concat([Buffer.from([field * 8 + 2, ...length]), content]);
  }
});

describe('Prefer: wait', () => {
  test('answers as soon as the job has ended', async () => {
    const answer = whole(form())
      .set('prefer', 'wait=30')
      .then((it) => it);
    const before = gateway.offered.length;
    await vi.waitFor(() => expect(gateway.offered.length).toBe(before + 1));
    await gateway.ledger.jobs.cancel('acme', gateway.offered.at(-1) ?? '');
    const { status, headers, body } = await answer;
    expect([status, headers['preference-applied'], body.state]).toEqual([202, 'wait=30', 'canceled']);
  });

  test('answers with the job as it is when the time is over', async () => {
    const { headers, body } = await whole(form()).set('prefer', 'wait=0');
    expect([headers['preference-applied'], body.state]).toEqual(['wait=0', 'queued']);
  });
});

test('a tenant with a full queue is refused before its body is read', async () => {
  await using small = await testGateway({ env: { OCTET_QUOTA_QUEUED_JOBS: '1' } });
  const key = `Bearer ${await small.key()}`;
  const submit = () => whole(request(small.url).post('/v1/jobs').set('authorization', key).field('recipe', '{}'));
  expect((await submit()).status).toBe(202);
  const before = await small.files();
  const refused = await request(small.url)
    .post('/v1/jobs')
    .set('authorization', key)
    .field('recipe', '{}')
    .attach('model', freshBytes(), 'm');
  expect(refused.body).toMatchObject({ status: 429, code: 'quota/exceeded' });
  expect(await small.files()).toEqual(before);
});
