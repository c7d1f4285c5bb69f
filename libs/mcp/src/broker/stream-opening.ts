import { z } from 'zod';
import { serverId } from '../registry/server-entry.js';

/**
 * How the router borrows the streams of a container from the worker.
 *
 * `GET /mcp/streams` with `Upgrade: switchyard-mcp` and the WORKER_TOKEN as bearer is answered with 101, or with
 * problem+json. Each side then writes one line of JSON: the router an `opening`, the worker an `openingAnswer`. After
 * a good answer, all bytes are the container's. A router that sends `x-mcp-stderr: told` is told what the container
 * writes to its standard error as well, in lines between those of its standard output; see toldLine.
 *
 * An upgraded connection is a socket and nothing else: back-pressure is the kernel's, each direction ends by itself
 * (end of input reaches the server while its last answers still flow), and the death of either process is seen at
 * once. Two chunked bodies would keep the framing, the server's time limit on a request's body, and half-closing that
 * proxies and clients of HTTP/1.1 do not agree on. The variables are in the first line, because an upgrade
 * has no body of its own, URLs end up in logs, and headers are too short for a key file.
 */
export const STREAM_PATH = '/mcp/streams';
export const STREAM_PROTOCOL = 'switchyard-mcp';
export const STDERR_HEADER = 'x-mcp-stderr';
export const STDERR_TOLD = 'told';

/** Bytes of the longest opening, and of its answer. */
export const LONGEST_OPENING = 256 * 1024;

export const opening = z.strictObject({
  server: serverId,
  /** Variables of the container, secrets among them. */
  env: z.record(z.string().max(128), z.string().max(128 * 1024)).default({}),
});
export type Opening = z.output<typeof opening>;

export const openingAnswer = z.union([
  z.strictObject({ lent: z.literal(true) }),
  z.strictObject({ code: z.string(), detail: z.string() }),
]);
export type OpeningAnswer = z.output<typeof openingAnswer>;
