/** The environment variable that stands for the key: a key is never in the text. */
export const KEY_VARIABLE = 'SWITCHYARD_KEY';

/** curlText is a command for a POSIX shell that sends a request to the gateway; `base` is its address. */
export function curlText(base: string, body: unknown): string {
  return [
    `curl -N ${quoted(`${base.replace(/\/+$/, '')}/v1/chat/completions`)}`,
    `-H 'Content-Type: application/json'`,
    `-H "Authorization: Bearer $${KEY_VARIABLE}"`,
    `-d ${quoted(JSON.stringify(body, undefined, 2))}`,
  ].join(' \\\n  ');
}

/** Within single quotes a POSIX shell leaves everything as it is, but a single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
