import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { WhoAmI } from '../access/who-am-i.js';
import type { Identity } from '../access/identity.js';
import type { SessionBook } from './session-book.js';
import type { SessionAnswer, SignInBody } from './session.dto.js';
import type { Session } from './session.js';
import type { SignIn, Visitor } from './sign-in.js';

/** What a key may do can change while a session lives. */
const CHECK_EVERY_MS = 60_000;

/** SessionDesk opens, shows and ends sessions. */
export class SessionDesk {
  constructor(
    private readonly sessions: SessionBook,
    private readonly signIn: SignIn,
    private readonly whoAmI: Pick<WhoAmI, 'ask'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** open throws `invalid_request`, and what SignIn throws. A session that the browser had before ends. */
  async open({ password, token }: SignInBody, visitor: Visitor, before: string | undefined) {
    if ((password === undefined) === (token === undefined)) {
      throw new DomainError('invalid_request', 'wanted either password or token');
    }
    const identity =
      password !== undefined
        ? await this.signIn.withPassword(password, visitor)
        : await this.signIn.withToken(token ?? '', visitor);
    const old = before === undefined ? undefined : this.sessions.find(before);
    if (old) this.sessions.end(old);
    return this.sessions.open(identity);
  }

  /** show throws `session_required` when the session's key has been revoked meanwhile. */
  async show(session: Session, requestId: string): Promise<SessionAnswer> {
    if (this.clock.now() - session.checkedAt >= CHECK_EVERY_MS) await this.recheck(session, requestId);
    return answerOf(session);
  }

  end(session: Session): void {
    this.sessions.end(session);
  }

  private async recheck(session: Session, requestId: string): Promise<void> {
    const asked = await this.asked(session, requestId);
    if (asked === 'revoked') {
      this.sessions.end(session);
      throw new DomainError(
        'session_required',
        'sign in again: the key of this session is not known any more',
      );
    }
    if (asked === undefined) return;
    session.identity = asked;
    session.checkedAt = this.clock.now();
  }

  /** Undefined: ops cannot be asked now, and what was known stays. */
  private async asked({ identity }: Session, requestId: string): Promise<Identity | 'revoked' | undefined> {
    try {
      return await this.whoAmI.ask(identity.credentials, requestId);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code !== 'upstream_refused_credentials') return undefined;
      return identity.credentials.mark === 'owner' ? undefined : 'revoked';
    }
  }
}

export function answerOf({ identity, csrf, idleEnd, absoluteEnd }: Session): SessionAnswer {
  const { actor, roles, permissions } = identity;
  const [expires_at, ends_at] = [idleEnd, absoluteEnd].map((time) => new Date(time).toISOString());
  return { actor, roles, permissions, csrf, expires_at: expires_at ?? '', ends_at: ends_at ?? '' };
}
