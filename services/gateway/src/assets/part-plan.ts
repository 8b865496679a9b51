import { ProblemError, type Upload } from '@octet/contracts';

type Plan = Pick<Upload, 'bytes' | 'part_bytes'>;

export const partCount = ({ bytes, part_bytes }: Plan): number => Math.ceil(bytes / part_bytes);

/** Every part has `part_bytes` but the last, which has the rest. Throws ProblemError 'request/invalid' where there is no part n. */
export function partBytes(plan: Plan, n: number): number {
  const count = partCount(plan);
  if (n > count)
    throw new ProblemError('request/invalid', `The file has ${count} parts of ${plan.part_bytes} bytes; there is no part ${n}.`);
  return n < count ? plan.part_bytes : plan.bytes - (count - 1) * plan.part_bytes;
}

/** Numbers of the parts that have not come, in order. */
export function missingParts(upload: Plan & Pick<Upload, 'parts'>): number[] {
  const there = new Set(upload.parts.map(({ n }) => n));
  return Array.from({ length: partCount(upload) }, (_, i) => i + 1).filter((n) => !there.has(n));
}
