import type { UpstreamHeaders } from '../../upstream-headers.js';
import { MalformedResponse } from './malformed-response.js';

/** How a body ends: after so many bytes, with its last chunk, or with the connection. */
export type BodyFraming = number | 'chunked' | 'until-close';

const DIGITS = /^\d{1,16}$/;

/**
 * bodyFraming says how the body of a response ends, by RFC 9112 section 6.3. Where the RFC lets a reader repair a
 * contradiction, it is malformed here: another reader on the way may have repaired it differently.
 */
export function bodyFraming(status: number, http10: boolean, headers: UpstreamHeaders): BodyFraming {
  const coding = headers.combined('transfer-encoding');
  const length = headers.combined('content-length');
  if (coding !== undefined) checkCoding(coding, http10, length);
  const bytes = length === undefined ? undefined : lengthIn(length);
  if (status === 204 || status === 304) return 0;
  return coding === undefined ? (bytes ?? 'until-close') : 'chunked';
}

function checkCoding(coding: string, http10: boolean, length: string | undefined): void {
  if (coding.toLowerCase() !== 'chunked') {
    throw new MalformedResponse('a transfer encoding other than chunked');
  }
  if (length !== undefined) throw new MalformedResponse('both a transfer encoding and a content length');
  if (http10) throw new MalformedResponse('a transfer encoding in HTTP/1.0');
}

/** lengthIn refuses a list, and so a header that came twice, even when its values agree. */
function lengthIn(length: string): number {
  const bytes = Number(length);
  if (DIGITS.test(length) && Number.isSafeInteger(bytes)) return bytes;
  throw new MalformedResponse('a content length that is not one number of bytes');
}
