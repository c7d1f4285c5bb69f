/**
 * markOf is a short mark that two equal texts share, in hexadecimal digits (FNV-1a, twice 32 bits). It tells a plan from
 * a changed one; nothing is protected by it.
 */
export function markOf(text: string): string {
  return [0x811c9dc5, 0x050c5d1f].map((seed) => hashed(text, seed).toString(16).padStart(8, '0')).join('');
}

function hashed(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
