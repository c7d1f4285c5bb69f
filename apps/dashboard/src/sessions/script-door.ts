import { DomainError, systemClock } from '@app/kernel';
import type { IncomingMessage } from 'node:http';
import type { ProxyTrust } from '../access/proxy-trust.js';
import { Session } from './session.js';
import type { SignIn, SignInMethod } from './sign-in.js';

/** Longer than any call that a script waits for. */
const TERM = { idleMs: 86_400_000, absoluteMs: 86_400_000 };

/** ScriptDoor lets scripts in, for one request each: `Bearer` the dashboard's own token, or `Basic` its password. */
export class ScriptDoor {
  constructor(
    private readonly signIn: Pick<SignIn, 'script'>,
    private readonly proxy: ProxyTrust,
  ) {}

  /** Throws `sign_in_refused` or `too_many_sign_ins`. */
  async admit(request: IncomingMessage, requestId: string): Promise<Session> {
    const [method, secret] = credentialsIn(request.headers.authorization ?? '');
    const visitor = { address: this.proxy.addressOf(request), requestId };
    return new Session(await this.signIn.script(method, secret, visitor), TERM, systemClock);
  }
}

function credentialsIn(header: string): readonly [SignInMethod, string] {
  const bearer = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (bearer !== undefined) return ['token', bearer];
  const basic = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header)?.[1];
  if (basic === undefined) throw new DomainError('sign_in_refused', 'Authorization must be Bearer or Basic');
  const pair = Buffer.from(basic, 'base64').toString();
  // RFC 7617: the name has no colon. Ours has no meaning.
  return ['password', pair.slice(pair.indexOf(':') + 1)];
}
