import { expect, test } from 'vitest';
import { parseListen } from './serve.ts';

test.each([
  ['8080', '127.0.0.1', 8080],
  ['0.0.0.0:80', '0.0.0.0', 80],
  ['localhost:0', 'localhost', 0],
  ['[::1]:443', '::1', 443],
])('%s is %s, port %i', (text, host, port) => {
  expect(parseListen(text)).toEqual({ host, port });
});

test.each(['', 'localhost', '::1:80', 'x:y', '1:65536', 'a b:80x'])('%j is no address', (text) => {
  expect(() => parseListen(text)).toThrow(RangeError);
});
