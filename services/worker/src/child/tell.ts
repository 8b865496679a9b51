import { writeSync } from 'node:fs';
import { type ChildEvent, eventDescriptor } from './messages.ts';

/** Written before it returns: an event told is not lost by a crash right after. */
export function tell(event: ChildEvent): void {
  let rest = Buffer.from(`${JSON.stringify(event)}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(eventDescriptor, rest));
}
