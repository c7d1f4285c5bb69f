import { digestOf, parseStoredForm, sameDigest } from './api-key.js';
import type { Client } from './client.js';
import type { ClientsFile } from './clients-file.js';

interface Entry {
  readonly digest: Buffer;
  readonly client: Client;
}

/** No key hashes to this; comparing with it makes an unknown key cost what a known one costs. */
const NO_DIGEST = Buffer.alloc(32);

/** ClientRegistry finds the client that holds a key. Its content is replaced whole when the file changes. */
export class ClientRegistry {
  #entries: ReadonlyMap<number, Entry> = new Map();

  constructor(file: ClientsFile) {
    this.replace(file);
  }

  replace(file: ClientsFile): void {
    this.#entries = new Map(file.clients.map(entryOf).map((entry) => [indexOf(entry.digest), entry]));
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** find returns the client whose key this is, or undefined; only digests are compared, in constant time. */
  find(key: string): Client | undefined {
    const digest = digestOf(key);
    const entry = this.#entries.get(indexOf(digest));
    return sameDigest(digest, entry?.digest ?? NO_DIGEST) ? entry?.client : undefined;
  }

  /** byId returns a configured client, to answer questions about it; who calls is told by `find` alone. */
  byId(id: string): Client | undefined {
    for (const { client } of this.#entries.values()) if (client.id === id) return client;
    return undefined;
  }
}

function entryOf(given: ClientsFile['clients'][number]): Entry {
  const digest = parseStoredForm(given.key_hash) ?? NO_DIGEST;
  return { digest, client: Object.freeze({ id: given.id, roles: given.roles, ...given.scopes }) };
}

/** 48 bits of the digest: enough that two clients never share a place, and a number is a cheap key. */
function indexOf(digest: Buffer): number {
  return digest.readUIntBE(0, 6);
}
