/** What a job may use. */
export interface JobBounds {
  readonly cpuSeconds: number;
  readonly fileBytes: number;
}

/** What an engine process is started with: of CPU time and files, more than any job may use. */
export interface Bounds extends JobBounds {
  readonly memoryBytes: number;
}

/** A command that confines itself, takes the rest of the line as the command to run, and becomes that. */
export interface Wrapper {
  /** What workers say that they have where it works. */
  readonly confines: readonly string[];
  readonly command: (bounds: Bounds) => readonly string[];
}

/** The user as whom the engine runs where the worker is root: nobody. */
export const engineUid = 65_534;

const openFiles = 4096;
const otherUser = [`--reuid=${engineUid}`, `--regid=${engineUid}`, '--clear-groups'];
/** A process that can gain nothing, by set-user-ID programs or otherwise. */
const powerless = ['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'];

const wrapper = (confines: readonly string[], ...command: readonly string[]): Wrapper => ({ confines, command: () => command });

/**
 * Outermost first, and of each row the first that works. All of it is util-linux; everything is tried at the worker's start, since kernels
 * and containers forbid one or the other.
 */
export const wrappers: readonly (readonly Wrapper[])[] = [
  // Apart, so that where one cannot be set, the others still are. Of memory, what is private and writable counts alone: address space is
  // reserved by the gigabyte for WebAssembly and hardly used.
  [{ confines: ['memory'], command: ({ memoryBytes }) => ['prlimit', `--data=${memoryBytes}`] }],
  [
    {
      confines: ['cpu', 'file-size'],
      command: ({ cpuSeconds, fileBytes }) => ['prlimit', `--cpu=${cpuSeconds}`, `--fsize=${fileBytes}`, '--core=0'],
    },
  ],
  [wrapper(['open-files'], 'prlimit', `--nofile=${openFiles}`)],
  // When the machine runs out of memory, the kernel shall take the engine before anybody else.
  [wrapper(['first-to-go'], 'choom', '-n', '1000', '--')],
  [wrapper(['network'], 'unshare', '--net', '--'), wrapper(['network'], 'unshare', '--map-root-user', '--net', '--')],
  [
    // In one command: powers are given up with those of root, and a user change is impossible after.
    wrapper(['user', 'privileges'], 'setpriv', ...otherUser, ...powerless, '--'),
    wrapper(['privileges'], 'setpriv', ...powerless, '--'),
    wrapper(['new-privileges'], 'setpriv', '--no-new-privs', '--'),
  ],
  // After the change of user, which would undo it: the engine dies with the worker, even if it no longer reads its stdin.
  [wrapper(['dies-with-worker'], 'setpriv', '--pdeathsig', 'KILL', '--')],
];
