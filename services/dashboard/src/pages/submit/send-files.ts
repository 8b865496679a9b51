import type { RetryOptions } from '../../api/retry.ts';
import { type ChosenFile, type ChosenFiles, type Role, roles } from './chosen-file.ts';
import { uploadFile } from './upload-file.ts';

export interface SendFilesOptions extends RetryOptions {
  readonly partBytes: number;
  readonly onSent: (role: Role, share: number) => void;
  /** Where the bytes have arrived: they need not be sent again, whatever happens to the rest. */
  readonly onKept: (role: Role, chosen: ChosenFile) => void;
}

/** Brings the files to the service, one after another, and answers their digests. */
export async function sendFiles(
  files: ChosenFiles,
  { onSent, onKept, ...options }: SendFilesOptions,
): Promise<Readonly<Partial<Record<Role, string>>>> {
  const digests: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const chosen = files[role];
    if (chosen === undefined) continue;
    if (chosen.kind === 'kept') {
      digests[role] = chosen.input.digest;
      continue;
    }
    const { digest, bytes, filename } = await uploadFile(role, chosen.file, { ...options, onSent: (share) => onSent(role, share) });
    digests[role] = digest;
    onKept(role, { kind: 'kept', input: { digest, bytes, filename } });
  }
  return digests;
}
