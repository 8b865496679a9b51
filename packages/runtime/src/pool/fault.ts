import type { QuantizerErrorCode } from '@octet/quantizer';

/**
 * A fault with its code, for code that runs in worker threads too. QuantizerError would load all of the quantizer into every thread
 * (0.3 s of CPU each); whoever hands a fault out of this package turns it into one (`asPublicError`).
 */
export class Fault extends Error {
  readonly code: QuantizerErrorCode;
  /** Node, input or output, as far as it is known. */
  readonly where: string | undefined;

  constructor(code: QuantizerErrorCode, detail: string, options: { readonly where?: string | undefined; readonly cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.where = options.where;
  }

  /** The same fault, told with the sample that it came from. */
  inSample(index: number): Fault {
    return new Fault(this.code, `sample ${index}: ${this.message}`, { where: this.where, cause: this });
  }
}

/** `error`, where it is a fault told with the sample that it came from. */
export function inSample(error: unknown, index: number): unknown {
  return error instanceof Fault ? error.inSample(index) : error;
}
