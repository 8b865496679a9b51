/** Says on the event stream what a process in the sandbox finds. */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { eventDescriptor } from '../../child/messages.ts';

const [secret = '', outside = ''] = process.argv.slice(2);

function can(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

const found = {
  environment: readFileSync('/proc/self/environ', 'utf8')
    .split('\0')
    .slice(0, -1)
    .map((line) => line.split('=')[0])
    .sort(),
  interfaces: Object.keys(networkInterfaces()),
  uid: process.getuid?.(),
  readsSecrets: can(() => readFileSync(secret)),
  writesOutside: can(() => writeFileSync(outside, '')),
  writesScratch: can(() => writeFileSync('here', '')),
  holds2GiB: can(() => Buffer.alloc(2 * 1024 ** 3, 1)),
  status: readFileSync('/proc/self/status', 'utf8'),
};
writeSync(eventDescriptor, `${JSON.stringify({ kind: 'failed', code: 'usage', detail: JSON.stringify(found) })}\n`);
