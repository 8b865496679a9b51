/** JSON pointers of the numbers under `value` that are NaN or infinite, which JSON can only write as null. At most `limit`. */
export function notFinite(value: unknown, limit = 20): readonly string[] {
  const found: string[] = [];
  const visit = (inner: unknown, pointer: string): void => {
    if (found.length >= limit) return;
    if (typeof inner === 'number' && !Number.isFinite(inner)) found.push(pointer);
    else if (typeof inner === 'object' && inner !== null) for (const [key, next] of Object.entries(inner)) visit(next, `${pointer}/${key}`);
  };
  visit(value, '');
  return found;
}
