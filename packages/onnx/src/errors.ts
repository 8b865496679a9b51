export type OnnxErrorCode =
  | 'model/malformed'
  | 'model/too-large'
  | 'model/unsupported-opset'
  | 'model/unsupported-feature'
  | 'model/external-data'
  | 'text/syntax'
  | 'graph/invalid'
  | 'rewrite/oscillates';

/** What was wrong with a model, and where. `detail` may be shown to the user; `cause` may not. */
export class OnnxError extends Error {
  readonly code: OnnxErrorCode;
  /** Node, value or byte offset, as far as it is known. */
  readonly where: string | undefined;

  constructor(code: OnnxErrorCode, detail: string, options: { where?: string; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'OnnxError';
    this.code = code;
    this.where = options.where;
  }
}
