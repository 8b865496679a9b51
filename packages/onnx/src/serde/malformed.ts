import { OnnxError } from '../errors.ts';

const whatNext = 'The file is damaged or was written wrongly; export or download it again.';

/** The error for bytes that are no valid model: what is wrong, at which byte, and what to do. */
export function malformed(detail: string, offset: number, cause?: unknown): OnnxError {
  const where = placeOf(offset);
  return new OnnxError('model/malformed', `${detail} (${where}). ${whatNext}`, { where, cause });
}

export function placeOf(offset: number): string {
  return `byte ${offset}`;
}
