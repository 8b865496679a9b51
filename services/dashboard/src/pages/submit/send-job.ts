import type { JobOptions } from '@octet/client';
import type { Asset, Job, JobRequest } from '@octet/contracts';
import { octet } from '../../api/client.ts';
import { uploadingFetch } from '../../api/uploading-fetch.ts';
import { type ChosenFile, type ChosenFiles, type Role, roles } from './chosen-file.ts';

export interface SendOptions {
  readonly options: JobOptions;
  readonly signal: AbortSignal;
  readonly onSent: (role: Role, share: number) => void;
  /** Where the bytes have arrived: they need not be sent again, whatever happens to the rest. */
  readonly onKept: (role: Role, chosen: ChosenFile) => void;
}

/** Sends the files one by one, then the job that names them by their digests. */
export async function sendJob(files: ChosenFiles, { options, signal, onSent, onKept }: SendOptions): Promise<Job> {
  const digests: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const chosen = files[role];
    if (chosen === undefined) continue;
    if (chosen.kind === 'kept') {
      digests[role] = chosen.input.digest;
      continue;
    }
    const { digest, bytes, filename } = await upload(role, chosen.file, { signal, onSent: (share) => onSent(role, share) });
    digests[role] = digest;
    onKept(role, { kind: 'kept', input: { digest, bytes, filename } });
  }
  const body = { ...options, ...digests } as JobRequest;
  return (await octet().call('submitJob', { body, signal })) as Job;
}

interface UploadOptions {
  readonly signal: AbortSignal;
  readonly onSent: (share: number) => void;
}

async function upload(role: Role, file: File, { signal, onSent }: UploadOptions): Promise<Asset> {
  const route = role === 'model' ? 'uploadModel' : 'uploadDataset';
  return await octet(uploadingFetch(onSent)).call(route, {
    query: { filename: file.name.slice(-255) },
    body: file,
    headers: { 'content-type': 'application/octet-stream' },
    signal,
  });
}
