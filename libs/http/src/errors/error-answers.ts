import { HttpException } from '@nestjs/common';
import { DomainError } from '@app/kernel';
import type { Exchange } from '../exchange/exchange.js';
import type { Logger } from '../logger.js';
import { DOOR_ERRORS, problemDialect, type ErrorDialect, type ErrorTable } from './error-dialect.js';

export interface ErrorAnswersOptions {
  readonly logger: Logger;
  /** Codes of the app's own; those of the door are known already. */
  readonly statuses: ErrorTable;
  /** Dialect per path prefix; problem+json where none matches. */
  readonly dialects: Readonly<Record<string, ErrorDialect>>;
}

interface ReadyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** ErrorAnswers turns whatever was thrown into one answer; what nobody foresaw says nothing but its id. */
export class ErrorAnswers {
  constructor(private readonly options: ErrorAnswersOptions) {}

  /** of writes the answer to a failed exchange, and notes the failure's code there. */
  of(thrown: unknown, exchange: Exchange): ReadyAnswer {
    const error = knownError(thrown) ?? this.unforeseen(thrown, exchange.id);
    exchange.errorCode = error.code;
    const dialect = this.dialectOf(exchange.request.url ?? '');
    const { status, contentType, body } = dialect(error, this.statusOf(error.code), exchange.id);
    const headers: Record<string, string> = { 'content-type': contentType };
    if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter);
    if (error.code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
    return { status, headers, text: JSON.stringify(body) };
  }

  /** send answers on the exchange's own response, unless an answer is under way there. */
  send(thrown: unknown, exchange: Exchange): void {
    const { status, headers, text } = this.of(thrown, exchange);
    const { response, id } = exchange;
    if (response.headersSent || response.destroyed) return;
    const length = String(Buffer.byteLength(text));
    response.writeHead(status, { 'x-request-id': id, ...headers, 'content-length': length }).end(text);
  }

  private statusOf(code: string): number {
    return this.options.statuses[code] ?? (DOOR_ERRORS as ErrorTable)[code] ?? 500;
  }

  private dialectOf(url: string): ErrorDialect {
    for (const [prefix, dialect] of Object.entries(this.options.dialects)) {
      if (url.startsWith(prefix)) return dialect;
    }
    return problemDialect;
  }

  private unforeseen(thrown: unknown, requestId: string): DomainError {
    this.options.logger.error({ request_id: requestId, err: thrown }, 'unforeseen failure');
    return new DomainError('internal_error', `internal error; quote ${requestId} when you report it`);
  }
}

function knownError(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof HttpException) return fromHttpException(thrown);
  return fromFastify(thrown);
}

/** What Nest and Fastify throw themselves, by status; their own words are kept only for a plain 400. */
const FRAMEWORK_STATUSES: Readonly<Record<number, [code: keyof typeof DOOR_ERRORS, message: string]>> = {
  404: ['not_found', 'there is no such route'],
  405: ['method_not_allowed', 'that route has no such method'],
  413: ['body_too_large', 'the body is larger than the limit'],
  415: ['unsupported_media_type', 'content-type must be application/json'],
};

function fromHttpException(exception: HttpException): DomainError | undefined {
  const status = exception.getStatus();
  if (status >= 500) return undefined;
  const known = FRAMEWORK_STATUSES[status];
  if (known) return new DomainError(known[0], known[1]);
  const answer = exception.getResponse();
  const said = typeof answer === 'object' ? (answer as { message?: unknown }).message : answer;
  return new DomainError('invalid_request', Array.isArray(said) ? said.join('; ') : String(said));
}

function fromFastify(thrown: unknown): DomainError | undefined {
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown };
  if (typeof code !== 'string' || !code.startsWith('FST_') || typeof statusCode !== 'number')
    return undefined;
  if (statusCode >= 500) return undefined;
  const [known, message] = FRAMEWORK_STATUSES[statusCode] ?? ['invalid_request', 'the request is malformed'];
  return new DomainError(known, message);
}
