import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { OnnxError } from '../errors.ts';
import type { FieldReader } from './field-reader.ts';
import { malformed, placeOf } from './malformed.ts';

/** A message becomes objects of up to 100 times its size, so only small ones go through the protobuf library. */
const messageLimitBytes = 2 ** 20;

/** The embedded message under the cursor, decoded by the protobuf library, which refuses more than 100 levels. */
export function decodeMessage<Schema extends DescMessage>(schema: Schema, field: FieldReader, what: string): MessageShape<Schema> {
  const { payload, start } = field;
  if (payload.length > messageLimitBytes) {
    const where = placeOf(start);
    throw new OnnxError(
      'model/too-large',
      `${what} has a ${schema.name} of ${payload.length} bytes (${where}); the limit is ${messageLimitBytes}.`,
      { where },
    );
  }
  try {
    return fromBinary(schema, payload);
  } catch (cause) {
    throw malformed(`${what} has a ${schema.name} that cannot be decoded`, start, cause);
  }
}
