import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface WantedProgram {
  readonly name: string;
  /** Folders to look into besides those of PATH. */
  readonly folders?: readonly string[];
  /** What a developer types to get it. */
  readonly install: string;
}

/** Where the program is; undefined, with a message, where it is not. In CI that is an error: nothing may be skipped there. */
export function findTestServerProgram({ name, folders = [], install }: WantedProgram): string | undefined {
  const found = [...(process.env.PATH ?? '').split(delimiter), ...folders]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  const message = `${name} is not on this machine (${install}).`;
  if (process.env.CI === 'true') throw new Error(`${message} CI installs it by scripts/ci/install-test-servers.sh.`);
  process.stderr.write(`Skipping tests: ${message}\n`);
  return undefined;
}

/** The command that runs `program` so that the kernel ends it should the test's process be killed, where the machine can do that. */
export function endingWithUs(program: string): readonly [string, ...string[]] {
  const setpriv = '/usr/bin/setpriv';
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'SIGKILL', program] : [program];
}
