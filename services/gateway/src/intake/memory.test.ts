import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from 'vitest';
import { testGateway } from '../testing/test-gateway.ts';

const MiB = 1024 ** 2;
const sentMiB = 300;
/** Far more than the buffers on the way need, far less than what is sent. */
const boundMiB = 96;
const part = (name: string) => `\r\n--b\r\ncontent-disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n`;

test(`a model of ${sentMiB} MiB goes through in flat memory`, async () => {
  await using gateway = await testGateway();
  const headers = { authorization: `Bearer ${await gateway.key()}`, 'content-type': 'multipart/form-data; boundary=b' };
  const sent = request(`${gateway.url}/v1/jobs`, { method: 'POST', headers });
  const response = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.write(`${part('recipe')}{}${part('model')}`);
  const chunk = Buffer.alloc(MiB, 7);
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let most = 0;
  for (let i = 0; i < sentMiB; i++) {
    if (!sent.write(chunk)) await once(sent, 'drain');
    most = Math.max(most, held() - before);
  }
  sent.end(`${part('calibration')}data\r\n--b--\r\n`);
  const [answer] = await response;
  const job = JSON.parse((await answer.setEncoding('utf8').toArray()).join(''));
  expect([answer.statusCode, job.model.bytes]).toEqual([202, sentMiB * MiB]);
  expect(most).toBeLessThan(boundMiB * MiB);
});
