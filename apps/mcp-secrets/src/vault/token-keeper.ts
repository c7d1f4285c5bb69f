import { DomainError } from '@app/kernel';
import type { JsonAnswer, JsonHttp, Report } from '@app/tool-server';
import { z } from 'zod';
import { TokenRenewal } from './token-renewal.js';
import { readSecretFile, type TokenSource } from './token-source.js';
import { vaultFailure } from './vault-failure.js';

const login = z.object({
  auth: z.object({ client_token: z.string().min(1), lease_duration: z.number(), renewable: z.boolean() }),
});
type AppRole = Extract<TokenSource, { kind: 'approle' }>;

/** TokenKeeper has a token ready for each call, and keeps it from running out. */
export class TokenKeeper {
  private held: string | undefined;
  private loggingIn: Promise<string> | undefined;
  private readonly renewal: TokenRenewal;

  constructor(
    private readonly source: TokenSource,
    private readonly http: JsonHttp,
    private readonly report: Report,
  ) {
    this.renewal = new TokenRenewal(http, report, (token) => this.forget(token));
  }

  /** current returns the token to call with; throws `vault_login_failed` when there is none to be had. */
  async current(): Promise<string> {
    const { source } = this;
    if (source.kind === 'approle') return this.held ?? this.oneLogin(source);
    const token =
      source.kind === 'token' ? source.token : await readSecretFile(source.path, 'VAULT_TOKEN_FILE');
    if (token === this.held) return token;
    this.held = token;
    void this.renewal.lookUp(token);
    return token;
  }

  /** another returns a token to try again with after one was denied, if there is one. */
  async another(denied: string): Promise<string | undefined> {
    if (this.source.kind === 'token') return undefined;
    if (this.source.kind === 'approle') this.forget(denied);
    const token = await this.current();
    return token === denied ? undefined : token;
  }

  private forget(token: string): void {
    if (this.held === token) this.held = undefined;
  }

  /** Calls that come while a login is under way share it. */
  private oneLogin(source: AppRole): Promise<string> {
    this.loggingIn ??= this.login(source).finally(() => (this.loggingIn = undefined));
    return this.loggingIn;
  }

  private async login({ mount, roleId, secretId, secretIdFile }: AppRole): Promise<string> {
    const secret_id = secretId ?? (await readSecretFile(secretIdFile ?? '', 'VAULT_SECRET_ID_FILE'));
    const body = { role_id: roleId, secret_id };
    const answer = await this.http.call({ method: 'POST', path: ['v1', 'auth', ...mount, 'login'], body });
    const { auth } = login.safeParse(answer.body).data ?? this.refused(answer);
    this.held = auth.client_token;
    this.renewal.begin(auth.client_token, auth.lease_duration, auth.renewable);
    return auth.client_token;
  }

  private refused(answer: JsonAnswer): never {
    if (answer.status === 429 || answer.status >= 500) throw vaultFailure(answer, 'log in');
    this.report(`Vault refused the login by AppRole (status ${answer.status})`);
    const message = 'Vault refused the login; VAULT_ROLE_ID or the secret id is wrong or has run out';
    throw new DomainError('vault_login_failed', message, { upstream: 'Vault' });
  }
}
