import type { Duplex } from 'node:stream';

/**
 * Broker starts the approved image of a server and lends its standard streams: what is written goes to the server's
 * standard input, what is read is its standard output, with what it writes to its standard error in between if that
 * is told (see ToldLines), and ending the writing side is end of input. When the stream
 * closes, the container is gone or about to be. `signal` ends the opening; afterwards the stream is destroyed instead.
 *
 * Rejects with `mcp_server_unreachable` (the worker, or what it said), `mcp_cancelled`, or the worker's own refusal:
 * `mcp_server_not_found`, `mcp_server_disabled`, `mcp_server_not_image`, `mcp_image_missing`, `mcp_image_refused`,
 * `mcp_env_refused`, `mcp_network_missing`, `mcp_too_many_containers`, `mcp_container_failed`, `registry_invalid`.
 */
export type Broker = (
  server: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<Duplex>;
