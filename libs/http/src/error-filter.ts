import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@app/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DOOR_ERRORS, problemDialect, type ErrorDialect, type ErrorTable } from './error-dialect.js';
import type { Logger } from './logger.js';

export interface ErrorFilterOptions {
  readonly logger: Logger;
  /** Codes of the app's own; those of the door are known already. */
  readonly statuses: ErrorTable;
  /** Dialect per path prefix; problem+json where none matches. */
  readonly dialects: Readonly<Record<string, ErrorDialect>>;
}

/** ErrorFilter turns whatever was thrown into one answer; what nobody foresaw says nothing but its id. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly options: ErrorFilterOptions) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = this.known(thrown) ?? this.unforeseen(thrown, request.id);
    if (reply.sent || reply.raw.headersSent) return;
    this.send(error, request, reply);
  }

  /** statusOf returns the status that a code answers with; 500 for a code without one. */
  statusOf(code: string): number {
    return this.options.statuses[code] ?? (DOOR_ERRORS as ErrorTable)[code] ?? 500;
  }

  private send(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
    const answer = this.dialectOf(request.url)(error, this.statusOf(error.code), request.id);
    if (error.retryAfter !== undefined) void reply.header('retry-after', String(error.retryAfter));
    if (error.code === 'unauthorized') void reply.header('www-authenticate', 'Bearer');
    request.errorCode = error.code;
    void reply
      .status(answer.status)
      .header('content-type', answer.contentType)
      .send(JSON.stringify(answer.body));
  }

  private dialectOf(url: string): ErrorDialect {
    for (const [prefix, dialect] of Object.entries(this.options.dialects)) {
      if (url.startsWith(prefix)) return dialect;
    }
    return problemDialect;
  }

  private known(thrown: unknown): DomainError | undefined {
    if (thrown instanceof DomainError) return thrown;
    if (thrown instanceof HttpException) return fromHttpException(thrown);
    return fromFastify(thrown);
  }

  private unforeseen(thrown: unknown, requestId: string): DomainError {
    this.options.logger.error({ request_id: requestId, err: thrown }, 'unforeseen failure');
    return new DomainError('internal_error', `internal error; quote ${requestId} when you report it`);
  }
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
