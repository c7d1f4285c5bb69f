import { RequiresPermission } from '@app/auth';
import { sendEvents, type Exchange } from '@app/http';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServiceParams } from '../services/service.dto.js';
import { LogsAnswer } from './log.answer.js';
import { LogQuery } from './log.dto.js';
import { ServiceLogs, type LogCaller, type LogWish } from './service-logs.js';

@ApiTags('services')
@ApiBearerAuth()
@Controller('services')
export class LogsController {
  constructor(private readonly logs: ServiceLogs) {}

  @Get(':id/logs')
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'What a service writes: its last lines, or followed as server-sent events',
    description:
      'Events: `following` once it has begun, `line`, `marker` (started, stopped, recreated, gap), and `error` as ' +
      'the last one when the log cannot be followed any more.',
  })
  @ApiHeader({ name: 'Accept', required: false, description: '`text/event-stream` follows' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this event' })
  @ApiOkResponse({ type: LogsAnswer, description: 'When it is not followed' })
  async read(
    @Param() { id: service }: ServiceParams,
    @Query() { node = 'local', tail, since, follow }: LogQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { client, exchange, headers } = request;
    const wish = { node, service, tail, since };
    const caller = { client, requestId: exchange.id };
    const wantsEvents = headers.accept?.includes('text/event-stream') === true;
    if (follow === 'true' || (follow === undefined && wantsEvents)) {
      const lastId = headers['last-event-id']?.toString();
      await sendEvents(exchange, (signal) => this.logs.follow(wish, caller, lastId, signal));
      reply.hijack();
    } else {
      await reply.send(await this.once(wish, caller, exchange));
    }
  }

  private async once(wish: LogWish, caller: LogCaller, { signal }: Exchange): Promise<LogsAnswer> {
    const left = new AbortController();
    const leave = () => left.abort();
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await this.logs.read(wish, caller, left.signal);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }
}
