import { digestOf, sameDigest } from '@app/auth';
import type { Secrets } from '../settings/secrets.js';

/** OwnSecrets are what the dashboard itself lets people and scripts in with; only digests are compared. */
export class OwnSecrets {
  readonly #password: Buffer | undefined;
  readonly #token: Buffer | undefined;

  constructor({ DASHBOARD_PASSWORD, DASHBOARD_AUTH_TOKEN }: Secrets) {
    this.#password = DASHBOARD_PASSWORD === undefined ? undefined : digestOf(DASHBOARD_PASSWORD);
    this.#token = DASHBOARD_AUTH_TOKEN === undefined ? undefined : digestOf(DASHBOARD_AUTH_TOKEN);
  }

  get hasPassword(): boolean {
    return this.#password !== undefined;
  }

  get hasToken(): boolean {
    return this.#token !== undefined;
  }

  isPassword(text: string): boolean {
    return this.#password !== undefined && sameDigest(digestOf(text), this.#password);
  }

  isToken(text: string): boolean {
    return this.#token !== undefined && sameDigest(digestOf(text), this.#token);
  }
}
