export type QuantizerErrorCode =
  | 'model/already-quantized'
  | 'model/non-finite-weights'
  | 'recipe/no-match'
  | 'recipe/unsupported'
  | 'calibration/no-samples'
  | 'calibration/non-finite'
  | 'runtime/load-failed'
  | 'runtime/run-failed'
  | 'runtime/worker-died'
  | 'canceled';

/** A fault of the model, the recipe or the run, with a public text that says what, where and what next. */
export class QuantizerError extends Error {
  readonly code: QuantizerErrorCode;
  readonly where: string | undefined;

  constructor(code: QuantizerErrorCode, detail: string, options: { where?: string; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'QuantizerError';
    this.code = code;
    this.where = options.where;
  }
}
