import { createHash } from 'node:crypto';

/** What every known client takes as a tool's name. */
const LONGEST = 64;
const SEPARATOR = '__';
const FOREIGN = /[^A-Za-z0-9_-]/g;
const MARK_LENGTH = 11;
/** It begins and ends with a digit, as no word does: else `create_collection` would be read as one that is marked. */
const MARKED = new RegExp(`_[2-7][a-z2-7]{${MARK_LENGTH - 2}}[2-7]$`);
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * exposedName is what a client of many servers sees for one server's tool or prompt. It depends on the two alone, so that it
 * stays while other servers come and go, and no two pairs share one: a name that could be read in two ways, had to be
 * shortened or had characters replaced ends in a mark made of both parts, and one that ends like a mark gets one too.
 */
export function exposedName(server: string, native: string): string {
  const plain = server + SEPARATOR + native;
  return isUnmistakable(plain, server, native) ? plain : marked(server, native);
}

/** mayBelongTo rules servers out before their lists are read; it never tells whose a name is. */
export function mayBelongTo(exposed: string, server: string): boolean {
  const start = (server + SEPARATOR).slice(0, LONGEST - MARK_LENGTH - 1);
  return exposed.startsWith(start);
}

function isUnmistakable(plain: string, server: string, native: string): boolean {
  return (
    native !== '' &&
    plain.length <= LONGEST &&
    plain.search(FOREIGN) < 0 &&
    plain.indexOf(SEPARATOR) === server.length &&
    !MARKED.test(plain)
  );
}

function marked(server: string, native: string): string {
  const readable = (server + SEPARATOR + native).replace(FOREIGN, '_');
  return `${readable.slice(0, LONGEST - MARK_LENGTH - 1)}_${markOf(server, native)}`;
}

/** Lower-case base32, because names that differ in case alone count as equal. */
function markOf(server: string, native: string): string {
  const digest = createHash('sha256').update(`${server}\0${native}`).digest();
  const letters = Array.from(digest.subarray(2, MARK_LENGTH), (byte) => BASE32.charAt(byte & 31)).join('');
  return `${digitOf(digest[0])}${letters}${digitOf(digest[1])}`;
}

/** One of those that base32 has: 2 to 7. */
function digitOf(byte = 0): number {
  return 2 + (byte % 6);
}
