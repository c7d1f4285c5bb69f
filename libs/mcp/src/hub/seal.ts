import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { isJsonObject, type Clock, type JsonObject } from '@app/kernel';
import { KEY_ID_BYTES, SealKeys } from './seal-keys.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = KEY_ID_BYTES + IV_BYTES + TAG_BYTES;
const LONGEST = 96 * 1024;

/**
 * Seal turns what has to pass through a client into a token that the client can neither read nor change, nor use elsewhere:
 * it opens only with the same binding (who, where, for what), by the same key, and until it expires. A token is the key's
 * id, the IV, the tag and what is sealed, in base64url.
 */
export class Seal {
  constructor(
    private readonly clock: Clock,
    private readonly keys: SealKeys = new SealKeys(),
  ) {}

  seal(payload: JsonObject, binding: readonly string[], lifeMs: number): string {
    const iv = randomBytes(IV_BYTES);
    const { id, key } = this.keys.current;
    const cipher = createCipheriv(CIPHER, key, iv).setAAD(digestOf(binding));
    const text = JSON.stringify({ payload, until: this.clock.now() + lifeMs });
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([id, iv, cipher.getAuthTag(), body]).toString('base64url');
  }

  /** open is undefined for every token that is not good here and now, and never tells which reason it had. */
  open(token: unknown, binding: readonly string[]): JsonObject | undefined {
    if (typeof token !== 'string' || token.length > LONGEST) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    // Node decodes leniently, so that one text alone stands for the bytes.
    if (bytes.toString('base64url') !== token || bytes.length < HEAD_BYTES) return undefined;
    const content = this.#decrypt(bytes, binding);
    if (content === undefined || !isJsonObject(content['payload'])) return undefined;
    return Number(content['until']) > this.clock.now() ? content['payload'] : undefined;
  }

  #decrypt(bytes: Buffer, binding: readonly string[]): JsonObject | undefined {
    const key = this.keys.byId(bytes.subarray(0, KEY_ID_BYTES));
    if (key === undefined) return undefined;
    const tagAt = KEY_ID_BYTES + IV_BYTES;
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(KEY_ID_BYTES, tagAt));
    decipher.setAAD(digestOf(binding)).setAuthTag(bytes.subarray(tagAt, HEAD_BYTES));
    const text = decipher.update(bytes.subarray(HEAD_BYTES));
    try {
      const content: unknown = JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8'));
      return isJsonObject(content) ? content : undefined;
    } catch {
      // final() throws for whatever was not sealed here with this binding: an answer, not a fault.
      return undefined;
    }
  }
}

/** As JSON, so that no two bindings run together into one. */
function digestOf(binding: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(binding)).digest();
}
