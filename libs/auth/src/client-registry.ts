import { digestOf, parseStoredForm, sameDigest } from './api-key.js';
import type { Client } from './client.js';
import type { ClientsFile } from './clients-file.js';
import type { KeysFile } from './keys-file.js';

type GivenClient = ClientsFile['clients'][number];

interface Entry {
  readonly digest: Buffer;
  readonly client: Client;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Milliseconds since 1970; 0 is not since this process started. */
  usedAt: number;
}

const NO_KEYS: KeysFile = { clients: [], revoked: [] };

/** No key hashes to this; comparing with it makes an unknown key cost what a known one costs. */
const NO_DIGEST = Buffer.alloc(32);

/**
 * ClientRegistry finds the client that holds a key: one of `clients.yaml`, or one that ops made. Either list is replaced
 * whole when its file changes; where both name a client or a key, `clients.yaml` holds.
 */
export class ClientRegistry {
  #entries: ReadonlyMap<number, Entry> = new Map();
  #written: ClientsFile;
  #made: KeysFile;

  constructor(written: ClientsFile, made = NO_KEYS) {
    this.#written = written;
    this.#made = made;
    this.#join();
  }

  replace(written: ClientsFile): void {
    this.#written = written;
    this.#join();
  }

  replaceMade(made: KeysFile): void {
    this.#made = made;
    this.#join();
  }

  /** Whether nobody was ever given a key. One that expired or was revoked still means that keys are asked for. */
  get isEmpty(): boolean {
    return this.#entries.size === 0 && this.#made.revoked.length === 0;
  }

  /** find returns the client whose key this is, or undefined; only digests are compared, in constant time. */
  find(key: string): Client | undefined {
    const digest = digestOf(key);
    const entry = this.#entries.get(indexOf(digest));
    if (!sameDigest(digest, entry?.digest ?? NO_DIGEST) || entry === undefined) return undefined;
    const now = Date.now();
    if (now >= entry.expiresAt) return undefined;
    entry.usedAt = now;
    return entry.client;
  }

  /** byId returns a configured client, to answer questions about it; who calls is told by `find` alone. */
  byId(id: string): Client | undefined {
    return this.#entryOf(id)?.client;
  }

  /** lastUses tells when each client was last found here, in milliseconds since 1970; those never found are left out. */
  lastUses(): ReadonlyMap<string, number> {
    const found = [...this.#entries.values()].filter(({ usedAt }) => usedAt > 0);
    return new Map(found.map(({ client, usedAt }) => [client.id, usedAt]));
  }

  #entryOf(id: string): Entry | undefined {
    for (const entry of this.#entries.values()) if (entry.client.id === id) return entry;
    return undefined;
  }

  #join(): void {
    const written = new Set(this.#written.clients.map(({ id }) => id));
    const made = this.#made.clients.filter(({ id }) => !written.has(id));
    const uses = this.lastUses();
    // The later of two with one key is kept, so the written ones come last.
    const entries = [...made, ...this.#written.clients].map((given) => entryOf(given, uses));
    this.#entries = new Map(entries.map((entry) => [indexOf(entry.digest), entry]));
  }
}

function entryOf(given: GivenClient, uses: ReadonlyMap<string, number>): Entry {
  const client = Object.freeze({ id: given.id, roles: given.roles, ...given.scopes });
  return {
    digest: parseStoredForm(given.key_hash) ?? NO_DIGEST,
    client,
    expiresAt: given.expires_at === undefined ? Infinity : Date.parse(given.expires_at),
    usedAt: uses.get(given.id) ?? 0,
  };
}

/** 48 bits of the digest: enough that two clients never share a place, and a number is a cheap key. */
function indexOf(digest: Buffer): number {
  return digest.readUIntBE(0, 6);
}
