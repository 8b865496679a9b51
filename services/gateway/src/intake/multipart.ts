import { MIMEType } from 'node:util';
import { ProblemError } from '@octet/contracts';
import { parse } from 'content-disposition';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { announcedDigest } from './content-digest.ts';
import { askForBody } from './expect-continue.ts';
import { type PartHead, partStreams, type RawPart } from './part-stream.ts';
import { wholeBodyDigest } from './whole-body-digest.ts';

export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  /** SHA-256 in hex, where the part has a Content-Digest of its own. The reader of the part compares. */
  readonly announced: string | undefined;
  readonly file: RawPart['file'];
}

const mediaType = 'multipart/form-data';
/** More than any route takes. */
const mostParts = 16;

/** Leaves multipart bodies to the routes, which read them with `partsOf`. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(mediaType, (_request: unknown, _body: unknown, done: (error: null) => void) => done(null));
}

export function isForm({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === mediaType;
}

/**
 * The parts of a multipart request in their order, every one as a stream, fields too; the reader limits their sizes. Each must be
 * read to its end before the next is asked for. Throws ProblemError 'request/multipart' where the body is no multipart or ends early, and
 * 'request/digest-mismatch' after the last part where the body has not the Content-Digest of the request: keep nothing before.
 */
export async function* partsOf(request: FastifyRequest): AsyncGenerator<FormPart> {
  const boundary = boundaryOf(request.headers['content-type']);
  const digest = wholeBodyDigest(request);
  askForBody(request.raw);
  const parts = partStreams(request.raw, boundary);
  try {
    for (let count = 1; ; count++) {
      const part = await nextOf(parts);
      if (part === undefined) return await digest.verify();
      if (count > mostParts) throw new ProblemError('request/multipart', `The body has more than ${mostParts} parts.`);
      yield formPart(part, count);
    }
  } finally {
    await parts.return(undefined);
  }
}

function boundaryOf(contentType = ''): string {
  const boundary = parsed(contentType)?.params.get('boundary') ?? '';
  if (boundary === '') throw new ProblemError('request/multipart', 'The Content-Type names no boundary.');
  return boundary;
}

function parsed(contentType: string): MIMEType | undefined {
  try {
    return new MIMEType(contentType);
  } catch {
    return undefined;
  }
}

async function nextOf(parts: AsyncGenerator<RawPart>): Promise<RawPart | undefined> {
  try {
    const { value, done } = await parts.next();
    return done === true ? undefined : value;
  } catch (cause) {
    throw new ProblemError('request/multipart', `The body is not a complete multipart/form-data: ${(cause as Error).message}.`, { cause });
  }
}

function formPart({ head, file }: RawPart, position: number): FormPart {
  const { name, filename } = dispositionOf(head);
  if (name === undefined) throw new ProblemError('request/multipart', `Part ${position} has no name in its Content-Disposition.`);
  return { name, filename, file, announced: announcedDigest(head['content-digest']) };
}

function dispositionOf(head: PartHead): Readonly<Record<string, string | undefined>> {
  const field = head['content-disposition']?.[0];
  if (field === undefined) return {};
  const { type, parameters } = parse(field, { multipart: true });
  return type === 'form-data' ? parameters : {};
}
