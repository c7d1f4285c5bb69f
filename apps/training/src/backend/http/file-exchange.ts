import { DomainError } from '@app/kernel';
import { BACKEND, failed, malformed, unauthorized } from '../backend-errors.js';
import type { BackendFile, ByteRange } from '../media.js';
import { authorizationOf, baseOf, type Connection } from './connection.js';
import { Patience } from './patience.js';

/** Of what is said to an upload: the names of the files of one form. */
const MOST_ANSWER_BYTES = 2 ** 20;

/** FileExchange sends files to the backend and reads files of it, part by part. It follows no redirect. */
export class FileExchange {
  constructor(private readonly connection: Connection) {}

  /** What the backend says to a form, which is expected to be JSON. */
  async upload(path: readonly string[], form: FormData, signal?: AbortSignal): Promise<unknown> {
    const patience = new Patience(this.connection.timeoutMs, signal);
    try {
      const response = await this.request(path, patience, { method: 'POST', body: form });
      await this.check(response, 'any');
      return await jsonOf(response);
    } catch (error) {
      throw patience.errorOf(error);
    } finally {
      patience.end();
    }
  }

  /** `path` is a path of the backend's machine, sent as one segment, so that nothing in it is read as part of the URL. */
  async download(path: string, range?: ByteRange, signal?: AbortSignal): Promise<BackendFile> {
    const patience = new Patience(this.connection.timeoutMs, signal);
    try {
      const headers = { 'accept-encoding': 'identity', ...(range !== undefined && rangeHeader(range)) };
      const response = await this.request(['files', path], patience, { headers });
      await this.check(response, range === undefined ? 200 : 206);
      return { size: sizeOf(response), stream: patience.through(response.body) };
    } catch (error) {
      patience.end();
      throw patience.errorOf(error);
    }
  }

  private request(path: readonly string[], { signal }: Patience, init: RequestInit): Promise<Response> {
    const url = [baseOf(this.connection), ...path.map(encodeURIComponent)].join('/');
    const headers = {
      ...authorizationOf(this.connection),
      ...(init.headers as Record<string, string> | undefined),
    };
    return fetch(url, { ...init, headers, redirect: 'manual', signal });
  }

  private async check(response: Response, wanted: 'any' | 200 | 206): Promise<void> {
    if (wanted === 'any' ? response.ok : response.status === wanted) return;
    await response.body?.cancel();
    if (response.ok) throw malformed('another part of the file than was asked for');
    throw this.refusal(response.status);
  }

  private refusal(status: number): DomainError {
    if (status === 401) return unauthorized(this.connection.token !== undefined);
    if (status === 416)
      return new DomainError('range_not_satisfiable', 'the file has no such part', { param: 'range' });
    const isAbsent = [400, 403, 404].includes(status);
    return isAbsent
      ? new DomainError('file_not_found', `${BACKEND} has no such file to give`)
      : failed(status);
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_ANSWER_BYTES) throw malformed(`more than ${MOST_ANSWER_BYTES} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch (cause) {
    throw malformed('something that is not JSON', cause);
  }
}

function rangeHeader({ start, end }: ByteRange): { range: string } {
  return { range: `bytes=${start}-${end ?? ''}` };
}

function sizeOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length === null ? undefined : Number(length);
}
