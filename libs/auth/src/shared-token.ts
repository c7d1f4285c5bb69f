import { ConfigError } from '@app/config';
import { digestOf, sameDigest } from './api-key.js';

/** What an Authorization header can carry; shorter ones could be guessed. */
const STRONG = /^[\x21-\x7e]{32,}$/;

/** SharedToken is a key that both sides read from their environment, such as `OPS_CONTROLLER_TOKEN`. */
export class SharedToken {
  readonly #digest: Buffer;

  /** Throws a ConfigError that names the variable, and never shows the token, when that is weak or cannot be sent. */
  constructor(variable: string, token: string) {
    if (!STRONG.test(token)) {
      const got = `a value of ${token.length} characters (not shown)`;
      const wanted = 'at least 32 letters, digits or signs of ASCII, without spaces';
      throw new ConfigError('environment', [`${variable}: got ${got}, wanted ${wanted}`]);
    }
    this.#digest = digestOf(token);
  }

  /** matches tells whether the key is the token; only digests are compared, in constant time. */
  matches(key: string): boolean {
    return sameDigest(digestOf(key), this.#digest);
  }
}
