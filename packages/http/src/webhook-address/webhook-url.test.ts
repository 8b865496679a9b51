import { expect, test } from 'vitest';
import { allowList, permittedAddresses } from './permitted-addresses.ts';
import { webhookUrl } from './webhook-url.ts';

const nobody = permittedAddresses([]);
const refused = expect.objectContaining({ code: 'webhook/forbidden-address' });

test.each([
  'https://hooks.example/a?b=c',
  'https://hooks.example:8443/',
  'https://8.8.8.8/',
  'https://[2606:4700::1111]/',
  'https://localhost.example/',
])('%s may be registered', (url) => {
  expect(webhookUrl(url, nobody).href).toBe(url);
});

test.each([
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://①②⑦.0.0.1/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://169.254.169.254/latest/meta-data',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://0.0.0.0/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001::1]/',
  'https://[2001:db8::1]/',
  'https://[4000::1]/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://a.localhost/',
  'http://hooks.example/',
  'ftp://hooks.example/',
  'https://user:secret@hooks.example/',
  'https://user@hooks.example/',
  'file:///etc/passwd',
  '/relative',
  'hooks.example',
  'https://',
])('%s may not', (url) => {
  expect(() => webhookUrl(url, nobody)).toThrow(refused);
});

test('what the operator allows is open, without TLS too, and nothing beside it', () => {
  const permitted = permittedAddresses(['127.0.0.0/8', 'fd00::/16', 'Receiver.internal', '10.0.0.7']);
  for (const url of [
    'http://127.9.9.9:9/',
    'http://2130706433/',
    'https://127.0.0.1/',
    'http://[fd00::1]/',
    'http://receiver.internal/x',
    'http://10.0.0.7/',
  ]) {
    expect(webhookUrl(url, permitted).href).toBeTruthy();
  }
  for (const url of [
    'http://10.0.0.8/',
    'http://[fd01::1]/',
    'http://other.internal/',
    'http://localhost/',
    'http://[::ffff:127.0.0.1]/',
    'http://u:p@127.0.0.1/',
  ]) {
    expect(() => webhookUrl(url, permitted)).toThrow(refused);
  }
});

test('a resolved address is judged by itself, unless its host was named', () => {
  const permitted = permittedAddresses(['receiver.internal']);
  expect(permitted.permits('hooks.example', '8.8.8.8')).toBe(true);
  expect(permitted.permits('receiver.internal', '10.0.0.1')).toBe(true);
  for (const address of ['10.0.0.1', '::1', 'fe80::1%eth0', '::ffff:10.0.0.1', '', 'nonsense']) {
    expect(permitted.permits('hooks.example', address)).toBe(false);
  }
});

test.each(['10.0.0.0/33', 'a/b', 'https://x', 'a b'])('"%s" in the allow list is a fault of the configuration', (entry) => {
  expect(() => permittedAddresses([entry])).toThrow(expect.objectContaining({ code: 'config/invalid' }));
});

test('the list is by commas or spaces', () => {
  expect(allowList(' 127.0.0.1, ::1,,receiver 10.0.0.0/8 ')).toEqual(['127.0.0.1', '::1', 'receiver', '10.0.0.0/8']);
  expect(allowList('')).toEqual([]);
});
