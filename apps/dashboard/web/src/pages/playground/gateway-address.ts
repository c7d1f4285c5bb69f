const KEY = 'switchyard.playground.gateway';
/** Where the gateway listens unless it is told otherwise (OPENAI_COMPAT_PORT). */
const PORT = 11_435;

/** gatewayAddress is where the gateway itself is, as far as this page can tell: the viewer may know better. */
export function gatewayAddress(): string {
  return localStorage.getItem(KEY) ?? `http://${location.hostname}:${PORT}`;
}

export function rememberAddress(address: string): void {
  localStorage.setItem(KEY, address);
}
