import type { UpstreamHeaders } from '../../upstream-headers.js';
import { bodyFraming, type BodyFraming } from './body-framing.js';
import { headerFields } from './header-fields.js';
import { idleTime } from './idle-time.js';
import { MalformedResponse } from './malformed-response.js';

/** RFC 9112 section 4. The space before an empty reason is often left out. */
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t -~\x80-\xff]*)?\r\n/;

export interface ResponseHead {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly framing: BodyFraming;
  /** How long the connection may rest after this response, in milliseconds; 0 is not at all. */
  readonly idleMilliseconds: number;
}

/** responseHead reads a status line and header lines, each with its CRLF; an interim response is undefined. */
export function responseHead(text: string): ResponseHead | undefined {
  const line = STATUS_LINE.exec(text);
  if (line === null) throw new MalformedResponse('a status line of another form');
  const status = Number(line[2]);
  const headers = headerFields(text, line[0].length);
  if (status === 101) throw new MalformedResponse('a switch of protocols that nobody asked for');
  if (status < 200) return undefined;
  const http10 = line[1] === '0';
  return {
    status,
    headers,
    framing: bodyFraming(status, http10, headers),
    idleMilliseconds: idleTime(http10, headers),
  };
}
