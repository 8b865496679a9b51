export type DatasetErrorCode =
  | 'dataset/unreadable'
  | 'dataset/hostile-archive'
  | 'dataset/unknown-layout'
  | 'dataset/bad-array'
  | 'dataset/bad-image'
  | 'dataset/bad-contract'
  | 'dataset/wrong-name'
  | 'dataset/wrong-shape'
  | 'dataset/wrong-dtype'
  | 'dataset/empty'
  | 'dataset/non-finite'
  | 'dataset/no-labels'
  | 'dataset/bad-labels';

/** A fault of an archive or of what was asked of it. `message` says what, where and what next, and may be shown; `cause` may not. */
export class DatasetError extends Error {
  readonly code: DatasetErrorCode;
  /** Entry, array, input or sample, as far as it is known. */
  readonly where: string | undefined;

  constructor(code: DatasetErrorCode, detail: string, options: { where?: string; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'DatasetError';
    this.code = code;
    this.where = options.where;
  }
}
