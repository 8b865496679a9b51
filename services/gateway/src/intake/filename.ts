import { basename } from 'node:path/posix';
import type { AssetKind } from '@octet/contracts';

const defaultNames: Readonly<Record<AssetKind, string>> = { model: 'model.onnx', dataset: 'dataset.zip' };
const longest = 255;

/** The last part of what the client calls the file, without control characters; a plain name where it says nothing. */
export function filenameOf(kind: AssetKind, given: string | undefined): string {
  const name = basename((given ?? '').replaceAll('\\', '/'))
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
  return name === '' || name === '.' || name === '..' ? defaultNames[kind] : name.slice(0, longest);
}

/** filename* (RFC 8187, UTF-8) or filename of a Content-Disposition field. */
export function filenameFromDisposition(field: string | undefined): string | undefined {
  if (field === undefined) return undefined;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(field)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // Not percent-encoded UTF-8: the plain name, if any, is the better one.
    }
  }
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(field) ?? [];
  return quoted?.replaceAll(/\\(.)/g, '$1') ?? token;
}
