import { ListMultipartUploadsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

export interface Listed {
  readonly key: string;
  readonly bytes: number;
  readonly modified: Date;
}

export interface ListedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly initiated: Date;
}

/** Every object whose key begins with the prefix, page by page. */
export async function* listObjects(client: S3Client, bucket: string, prefix: string): AsyncGenerator<Listed> {
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
    for (const { Key, Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
      if (Key !== undefined) yield { key: Key, bytes: Size, modified: LastModified };
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

/** Every multipart upload under the prefix that was begun and neither completed nor aborted. */
export async function* listUploads(client: S3Client, bucket: string, prefix: string): AsyncGenerator<ListedUpload> {
  let next: { readonly KeyMarker?: string | undefined; readonly UploadIdMarker?: string | undefined } | undefined = {};
  while (next !== undefined) {
    const page: Awaited<ReturnType<typeof pageOfUploads>> = await pageOfUploads(client, { Bucket: bucket, Prefix: prefix, ...next });
    for (const { Key, UploadId, Initiated = new Date() } of page.Uploads ?? []) {
      if (Key !== undefined && UploadId !== undefined) yield { key: Key, uploadId: UploadId, initiated: Initiated };
    }
    next = page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  }
}

function pageOfUploads(client: S3Client, input: ConstructorParameters<typeof ListMultipartUploadsCommand>[0]) {
  return client.send(new ListMultipartUploadsCommand(input));
}
