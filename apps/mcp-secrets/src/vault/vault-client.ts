import type { JsonAnswer, JsonCall, JsonHttp } from '@app/tool-server';
import type { TokenKeeper } from './token-keeper.js';
import { vaultFailure } from './vault-failure.js';

export interface VaultCall extends JsonCall {
  /** What is wanted of Vault, for errors: `read the secret`. */
  readonly deed: string;
}

/** VaultClient calls Vault with a token, and turns what is no success into an error with a name. */
export class VaultClient {
  constructor(
    private readonly http: JsonHttp,
    private readonly tokens: TokenKeeper,
  ) {}

  /** call returns a success, or a 404, which says different things in different places. */
  async call(call: VaultCall): Promise<JsonAnswer> {
    const answer = await this.answerTo(call);
    if ((answer.status >= 200 && answer.status < 300) || answer.status === 404) return answer;
    throw vaultFailure(answer, call.deed);
  }

  /** What was denied has not happened, so it may be asked for again with another token. */
  private async answerTo(call: VaultCall): Promise<JsonAnswer> {
    const token = await this.tokens.current();
    const answer = await this.with(token, call);
    if (answer.status !== 403) return answer;
    const another = await this.tokens.another(token);
    return another === undefined ? answer : this.with(another, call);
  }

  private with(token: string, call: VaultCall): Promise<JsonAnswer> {
    const headers = { 'x-vault-token': token, ...call.headers };
    return this.http.call({ ...call, path: ['v1', ...call.path], headers });
  }
}
