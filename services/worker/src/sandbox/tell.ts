/** Prints, as JSON, how engine processes would be confined on this machine: what `octet doctor` asks. */
import { chooseWrappers, confinementBy } from './confinement.ts';
import { wrappers } from './wrappers.ts';

process.stdout.write(`${JSON.stringify(confinementBy(await chooseWrappers(wrappers)))}\n`);
