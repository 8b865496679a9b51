/** Looks at one model: a line of JSON and the bytes in on stdin, a line of JSON out on stdout. Strangers' models are opened here alone. */
import { problemOf } from '@octet/contracts';
import { coverageOf } from './coverage-of.ts';
import type { Asked, Told } from './messages.ts';

const input = Buffer.concat(await process.stdin.toArray());
const end = input.indexOf('\n');
const asked = JSON.parse(input.subarray(0, end).toString('utf8')) as Asked;
process.stdout.write(`${JSON.stringify(await told())}\n`);

async function told(): Promise<Told> {
  try {
    return { coverage: await coverageOf(input.subarray(end + 1), asked) };
  } catch (error) {
    const { code, detail, where } = problemOf(error);
    // A fault of Octet itself: its text is for the operator, and stderr is where he reads.
    if (code === 'internal') process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return { problem: { code, detail, where } };
  }
}
