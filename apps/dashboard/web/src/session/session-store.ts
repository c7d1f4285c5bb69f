import { asProblem, type Problem } from '../api/problem.js';
import { refusalOf, sessionFetch } from '../api/session-fetch.js';

/** Session is who is signed in, as the backend says. */
export interface Session {
  readonly actor: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** Every request but a GET carries it. */
  readonly csrf: string;
  /** RFC 3339: when it ends unless something is done, and when it ends in any case. */
  readonly expires_at: string;
  readonly ends_at: string;
}

export interface SignInMethods {
  readonly methods: readonly ('password' | 'token')[];
  /** What to do when nobody can sign in yet. */
  readonly instruction?: string;
}

export type SessionState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'away'; readonly problem: Problem }
  | { readonly phase: 'out' }
  | { readonly phase: 'in'; readonly session: Session }
  /** It ended while the page was open: what is on the page stays. */
  | { readonly phase: 'expired'; readonly session: Session };

export type Credentials = { readonly password: string } | { readonly token: string };

/** SessionStore knows the session of this page, and changes it. */
export class SessionStore {
  private current: SessionState = { phase: 'loading' };
  private readonly listeners = new Set<() => void>();

  readonly get = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get csrf(): string | undefined {
    return this.current.phase === 'in' ? this.current.session.csrf : undefined;
  }

  /** load asks whether a session is there. */
  async load(): Promise<void> {
    try {
      const answer = await sessionFetch('/session');
      if (answer.status === 401) return this.set({ phase: 'out' });
      if (!answer.ok) return this.set({ phase: 'away', problem: await refusalOf(answer) });
      this.set({ phase: 'in', session: (await answer.json()) as Session });
    } catch (error) {
      this.set({ phase: 'away', problem: asProblem(error) });
    }
  }

  /** signIn throws a Problem. */
  async signIn(credentials: Credentials): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(credentials);
    const answer = await sessionFetch('/session', { method: 'POST', headers, body }).catch(
      (error: unknown) => {
        throw asProblem(error);
      },
    );
    if (!answer.ok) throw await refusalOf(answer);
    this.set({ phase: 'in', session: (await answer.json()) as Session });
  }

  /** signOut ends the session here even when the backend is away: it ends there by itself. */
  async signOut(): Promise<void> {
    await sessionFetch('/session', { method: 'DELETE' }).catch(() => undefined);
    this.set({ phase: 'out' });
  }

  /** expire notes that the backend does not know the session any more. */
  readonly expire = (): void => {
    const { current } = this;
    if (current.phase === 'in') this.set({ phase: 'expired', session: current.session });
  };

  /** signedInAgain notes that the session is over, and resolves once there is another one or the signal aborts. */
  readonly signedInAgain = async (signal: AbortSignal): Promise<void> => {
    this.expire();
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.current.phase !== 'in' && !signal.aborted) return;
        leave();
        signal.removeEventListener('abort', look);
        resolve();
      };
      const leave = this.subscribe(look);
      signal.addEventListener('abort', look);
      look();
    });
  };

  private set(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

export const session = new SessionStore();

/** signInMethods throws a Problem. */
export async function signInMethods(signal: AbortSignal): Promise<SignInMethods> {
  const answer = await sessionFetch('/session/config', { signal });
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as SignInMethods;
}
