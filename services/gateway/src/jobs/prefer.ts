const mostSeconds = 60;

/** Seconds of `Prefer: wait=N` (RFC 7240), at most 60; undefined where the request does not ask for it. */
export function preferredWait(field: string | readonly string[] | undefined): number | undefined {
  const preference = [field ?? []]
    .flat()
    .join(',')
    .split(/[,;]/)
    .map((part) => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(part)?.[1])
    .find((seconds) => seconds !== undefined);
  return preference === undefined ? undefined : Math.min(mostSeconds, Number(preference));
}
