import { createHash, randomBytes } from 'node:crypto';

export const SEAL_KEY_BYTES = 32;
export const KEY_ID_BYTES = 4;
/** Of those before, so many still open what they sealed. */
const MOST_BEFORE = 2;

interface SealKey {
  readonly id: Buffer;
  readonly key: Buffer;
}

/**
 * SealKeys are the keys of a Seal: one seals, and those before it still open what they sealed. Routers with one key between
 * them open what another one sealed; without a key it is one of this process alone.
 */
export class SealKeys {
  #keys: readonly SealKey[];

  /** Of 32 random bytes each; `before` is the key that was in use before this one. */
  constructor(key: Buffer = randomBytes(SEAL_KEY_BYTES), before?: Buffer) {
    this.#keys = [key, ...(before === undefined ? [] : [before])].map(sealKey);
  }

  get current(): SealKey {
    const [current] = this.#keys;
    if (current === undefined) throw new Error('a seal has a key, always');
    return current;
  }

  /** The key of that id, undefined when it is not known here, or not any more. */
  byId(id: Buffer): Buffer | undefined {
    return this.#keys.find((known) => known.id.equals(id))?.key;
  }

  /** adopt seals with another key from now on. */
  adopt(key: Buffer): void {
    const next = sealKey(key);
    if (this.current.id.equals(next.id)) return;
    const before = this.#keys.filter(({ id }) => !id.equals(next.id));
    this.#keys = [next, ...before.slice(0, MOST_BEFORE)];
  }
}

function sealKey(key: Buffer): SealKey {
  if (key.length !== SEAL_KEY_BYTES) throw new RangeError(`a seal's key has ${SEAL_KEY_BYTES} bytes`);
  // One way and with words of its own, so that the id in a token tells nothing of the key.
  const id = createHash('sha256').update('id of a seal key').update(key).digest().subarray(0, KEY_ID_BYTES);
  return { id, key };
}
