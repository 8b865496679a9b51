import { QuantizerError } from '@octet/quantizer';

/** The same fault, told with the sample that it came from. */
export function sampleFault(error: unknown, index: number): unknown {
  if (!(error instanceof QuantizerError)) return error;
  const where = error.where === undefined ? {} : { where: error.where };
  return new QuantizerError(error.code, `sample ${index}: ${error.message}`, { cause: error, ...where });
}
