export type Base64Refusal = 'not_base64' | 'empty' | 'image_too_large';

/** decodeBase64 takes the standard alphabet with its padding, on one line or on many, and nothing else. */
export function decodeBase64(text: string, mostBytes: number): Buffer | Base64Refusal {
  const line = text.replaceAll(/\r?\n/g, '');
  if (line === '') return 'empty';
  if (line.length > Math.ceil(mostBytes / 3) * 4) return 'image_too_large';
  if (line.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(line)) return 'not_base64';
  const bytes = Buffer.from(line, 'base64');
  return bytes.length > mostBytes ? 'image_too_large' : bytes;
}
