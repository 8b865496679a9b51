import { expect, test } from 'vitest';
import { allowedHosts, checkWebhookUrl } from './webhook-address.ts';

const isAllowed = allowedHosts('127.0.0.0/8, hooks.internal,::1');

test.each(['https://example.com/hook', 'http://127.0.0.1:9000/', 'http://hooks.internal/', 'http://[::1]:1/', 'http://2130706433/'])(
  'takes %s',
  (url) => {
    expect(() => checkWebhookUrl(url, isAllowed)).not.toThrow();
  },
);

test.each([
  'http://example.com/',
  'http://10.0.0.1/',
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
  '/hook',
  'https://a:b@example.com/',
  'https://localhost/',
])('refuses %s', (url) => {
  expect(() => checkWebhookUrl(url, isAllowed)).toThrow(expect.objectContaining({ code: 'webhook/forbidden-address' }));
});

test('nothing is allowed unless it is listed', () => {
  expect(allowedHosts('')('127.0.0.1')).toBe(false);
});
