import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';

export interface CopyOptions {
  readonly bucket: string;
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
  /** Larger objects are copied by parts of this size: S3 copies at most 5 GiB in one request. */
  readonly partBytes: number;
}

/** Copies inside the store. An object copied onto itself becomes as young as if it had just been put. */
export async function copyObject(client: S3Client, options: CopyOptions): Promise<void> {
  const { bucket, from, to, bytes, partBytes } = options;
  if (bytes > partBytes) return await copyByParts(client, options);
  // S3 refuses to copy an object onto itself unless something of it is replaced.
  const directive = from === to ? { MetadataDirective: 'REPLACE' as const } : {};
  await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: sourceOf(bucket, from), ...directive }));
}

async function copyByParts(client: S3Client, { bucket, from, to, bytes, partBytes }: CopyOptions): Promise<void> {
  const target = { Bucket: bucket, Key: to };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  try {
    const parts: { readonly ETag: string | undefined; readonly PartNumber: number }[] = [];
    for (let start = 0; start < bytes; start += partBytes) {
      const PartNumber = parts.length + 1;
      const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, bytes) - 1}`;
      const CopySource = sourceOf(bucket, from);
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...target, UploadId, PartNumber, CopySource, CopySourceRange }),
      );
      parts.push({ ETag: CopyPartResult?.ETag, PartNumber });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: [...parts] } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
    throw error;
  }
}

function sourceOf(bucket: string, key: string): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
