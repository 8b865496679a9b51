import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { listen } from '@octet/http';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drainRefused } from './drain-refused.ts';

const bytes = 1000;
const head = `POST / HTTP/1.1\r\nhost: here\r\ncontent-type: application/octet-stream\r\ncontent-length: ${bytes}\r\n\r\n`;
let app: FastifyInstance;
let socket: Socket;

beforeEach(async () => {
  app = fastify();
  drainRefused(app, { graceMs: 200 });
  app.addContentTypeParser('application/octet-stream', (_request: unknown, _payload: unknown, done: (error: null) => void) => done(null));
  app.post('/', async (_request, reply) => reply.code(413).send('no'));
  const { port } = new URL(await listen(app, '127.0.0.1:0'));
  socket = connect(Number(port), '127.0.0.1');
});
afterEach(async () => {
  socket.destroy();
  await app.close();
});

const answer = async () => String((await once(socket, 'data'))[0]).split('\r\n', 1)[0];

test('a client that goes on sending gets to read its refusal, and may ask again on the same connection', async () => {
  socket.write(head);
  expect(await answer()).toBe('HTTP/1.1 413 Payload Too Large');
  socket.write(Buffer.alloc(bytes));
  socket.write(head);
  expect(await answer()).toBe('HTTP/1.1 413 Payload Too Large');
});

test('a client that never ends is cut', async () => {
  socket.write(head);
  expect(await answer()).toBe('HTTP/1.1 413 Payload Too Large');
  socket.write(Buffer.alloc(bytes - 1));
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});
