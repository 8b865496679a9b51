/** Writes to the event stream what is no event, then waits indefinitely. */
import { writeSync } from 'node:fs';
import { eventDescriptor } from '../../child/messages.ts';

const said: Readonly<Record<string, string>> = {
  noise: 'no JSON at all\n',
  lie: `${JSON.stringify({ kind: 'succeeded', verdict: 'splendid' })}\n`,
  endless: 'x'.repeat(2 ** 21),
};
writeSync(eventDescriptor, `${JSON.stringify({ kind: 'stage', stage: 'fuse' })}\n`);
writeSync(eventDescriptor, said[process.argv[2] ?? ''] ?? '');
setInterval(() => undefined, 1_000_000);
