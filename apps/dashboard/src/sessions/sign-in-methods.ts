import { DomainError, systemClock, uuidv7, type Clock } from '@app/kernel';
import type { OwnSecrets } from '../access/own-secrets.js';
import type { Credentials } from '../upstreams/credentials.js';
import { UpstreamRefusal, type UpstreamReader } from '../upstreams/upstream-reader.js';
import { HOW_TO_SET_UP, NO_CREDENTIALS, type SignInMethod } from './sign-in.js';

export interface MethodsAnswer {
  readonly methods: readonly SignInMethod[];
  /** How to set a way up; there when there is none. */
  readonly instruction?: string;
}

/** That there is no key changes with the first one; that there is one hardly ever does. */
const REMEMBER_MS = { none: 10_000, some: 600_000 };
const ANSWER_MS = 2_000;
const NOBODY: Credentials = { mark: 'nobody', keyFor: () => undefined };

/** SignInMethods says which ways in there are. Whether anybody has a key, ops knows, and is asked now and then. */
export class SignInMethods {
  private known: Promise<boolean> | undefined;
  private goodUntil = 0;

  constructor(
    private readonly secrets: OwnSecrets,
    private readonly reader: Pick<UpstreamReader, 'json'>,
    private readonly clock: Clock = systemClock,
  ) {}

  async read(): Promise<MethodsAnswer> {
    const { hasPassword, hasToken } = this.secrets;
    const methods: SignInMethod[] = hasPassword ? ['password'] : [];
    if (hasToken || (await this.anyKey())) methods.push('token');
    return methods.length > 0 ? { methods } : { methods, instruction: HOW_TO_SET_UP };
  }

  private anyKey(): Promise<boolean> {
    const now = this.clock.monotonic();
    if (this.known === undefined || now >= this.goodUntil) {
      this.goodUntil = now + REMEMBER_MS.none;
      this.known = this.askOps();
    }
    return this.known;
  }

  /** Without a key it is a question, which the audit does not take for an attempt. An ops that is away may know keys: the way stays offered. */
  private async askOps(): Promise<boolean> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const requestId = `req-${uuidv7()}`;
    try {
      await this.reader.json({ upstream: 'ops', path: '/whoami', credentials: NOBODY, requestId, signal });
      return true;
    } catch (error) {
      if (error instanceof UpstreamRefusal) return this.learnt(error.upstreamCode !== NO_CREDENTIALS);
      if (error instanceof DomainError || signal.aborted) return true;
      throw error;
    }
  }

  private learnt(some: boolean): boolean {
    if (some) this.goodUntil = this.clock.monotonic() + REMEMBER_MS.some;
    return some;
  }
}
