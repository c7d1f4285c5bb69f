/** shortHash is as much of a definition's hash as is compared by eye. */
export function shortHash(hash: string): string {
  return hash.replace('sha256:', '').slice(0, 12);
}
