import { JsonHttp, type JsonAnswer, type JsonCall } from '@app/tool-server';
import { BACKEND, backendError, failed, unauthorized } from '../backend-errors.js';
import { authorizationOf, baseOf, type Connection } from './connection.js';

/** A log is sent as its last 5 MB, and JSON writes its control characters in two to six bytes each. */
const MOST_BYTES = { any: 16 * 2 ** 20, log: 12 * 2 ** 20 } as const;

export type Exchange = Pick<JsonCall, 'method' | 'path' | 'query' | 'body' | 'signal'> & {
  /** Statuses other than success that the caller understands. */
  readonly also?: readonly number[];
  readonly isLog?: boolean;
};

/** JsonExchange asks the backend for JSON. What it throws has the codes that Backend names. */
export class JsonExchange {
  private readonly http: Readonly<Record<keyof typeof MOST_BYTES, JsonHttp>>;

  constructor(private readonly connection: Connection) {
    const options = {
      name: BACKEND,
      url: baseOf(connection),
      timeoutMs: connection.timeoutMs,
      headers: authorizationOf(connection),
    };
    this.http = {
      any: new JsonHttp({ ...options, mostBytes: MOST_BYTES.any }),
      log: new JsonHttp({ ...options, mostBytes: MOST_BYTES.log }),
    };
  }

  async send({ also = [], isLog = false, ...call }: Exchange): Promise<Pick<JsonAnswer, 'status' | 'body'>> {
    const answer = await this.exchange(isLog ? this.http.log : this.http.any, call);
    const { status } = answer;
    if (status === 401) throw unauthorized(this.connection.token !== undefined);
    if ((status < 200 || status >= 300) && !also.includes(status)) throw failed(status);
    return answer;
  }

  private async exchange(http: JsonHttp, call: JsonCall): Promise<JsonAnswer> {
    try {
      return await http.call(call);
    } catch (error) {
      throw backendError(error);
    }
  }
}
