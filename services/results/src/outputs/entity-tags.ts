/** Whether an If-None-Match field names this tag (weak comparison, RFC 9110 §8.8.3.2). */
export function noneMatchNames(field: string | undefined, tag: string): boolean {
  if (field === undefined) return false;
  return field.trim() === '*' || [...field.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, candidate]) => candidate === tag);
}

/** Whether a range may be answered: without If-Range, or where it names this very tag (strong comparison; a date is never that sure). */
export function ifRangeHolds(field: string | undefined, tag: string): boolean {
  return field === undefined || field.trim() === tag;
}
