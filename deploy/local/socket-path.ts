/** The kernel allows 107 bytes on Linux and 103 on macOS for the path of a unix socket. */
const LONGEST_SOCKET_PATH = 100;

export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST_SOCKET_PATH;
}
