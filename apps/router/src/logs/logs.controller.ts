import { callerOf, hasPermission, OperatorAccess, RequiresPermission, type Client } from '@app/auth';
import { sendEvents } from '@app/http';
import { DomainError } from '@app/kernel';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogDesk, type LogCaller, type LogWish } from './log-desk.js';
import { positionOf } from './log-position.js';
import { LogAnswer, LogQuery } from './logs.dto.js';

const DEFAULT_TAIL = 100;

@ApiTags('registry')
@ApiBearerAuth()
@Controller('api/mcp/logs')
export class LogsController {
  constructor(
    private readonly desk: LogDesk,
    private readonly access: OperatorAccess,
  ) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'The log of a server: its newest entries, or followed as server-sent events',
    description:
      'Events: `following` once it has begun, `line`, `marker` where entries are missing, and `error` as the last one ' +
      'when the log cannot be followed any more. The values of the variables of the server are masked. Whoever may ' +
      'not administer needs a policy that lets them reach the server.',
  })
  @ApiHeader({ name: 'Accept', required: false, description: '`text/event-stream` follows' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this event' })
  @ApiOkResponse({ type: LogAnswer, description: 'When it is not followed' })
  async read(
    @Query() query: LogQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wish = wishOf(query, request);
    const caller: LogCaller = { client: () => this.clientNow(request), requestId: request.exchange.id };
    const wantsEvents = request.headers.accept?.includes('text/event-stream') === true;
    if (query.follow === 'true' || (query.follow === undefined && wantsEvents)) {
      await sendEvents(request.exchange, (signal) => this.desk.follow(wish, caller, signal));
      reply.hijack();
    } else {
      await reply.send(this.desk.read(wish, caller));
    }
  }

  /** A stream outlives what the guard found out at its beginning. */
  private clientNow(request: FastifyRequest): Client {
    const client = this.access.admit(callerOf(request.raw));
    if (hasPermission(client, 'read')) return client;
    throw new DomainError('forbidden', `the client "${client.id}" has no role that may read`);
  }
}

/** Where a reader comes back to goes before where it began. */
function wishOf({ server, tail = DEFAULT_TAIL, after }: LogQuery, { headers }: FastifyRequest): LogWish {
  const lastId = headers['last-event-id']?.toString();
  if (lastId !== undefined) return { server, tail, after: positionOf(lastId, 'Last-Event-ID') };
  return { server, tail, after: after === undefined ? undefined : positionOf(after, 'after') };
}
