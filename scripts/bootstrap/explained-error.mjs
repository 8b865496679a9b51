/** An error whose text already says what, where and what next. `exitCode` becomes the exit code of the process. */
export class ExplainedError extends Error {
  constructor(message, { exitCode = 1, ...options } = {}) {
    super(message, options);
    this.name = 'ExplainedError';
    this.exitCode = exitCode;
  }
}

const whatNext = {
  EACCES: 'it may not be written to. Clone the repository into a folder of your own.',
  EPERM: 'it may not be written to. Clone the repository into a folder of your own.',
  EROFS: 'the file system is read-only. Clone the repository to a disk that can be written.',
  ENOSPC: 'the disk is full. The dependencies need about 700 MB.',
  EDQUOT: 'the disk quota is used up. The dependencies need about 700 MB.',
  ENOENT: 'it is missing. Restore it with: git checkout -- .',
};

/** One line for people: explained errors say it themselves, file-system errors are described by their code. */
export function explain(error, root) {
  if (error instanceof ExplainedError) return error.message;
  const next = whatNext[error?.code];
  return next ? `cannot use ${error.path ?? root}: ${next}` : `unexpected failure. ${error?.stack ?? error}`;
}
