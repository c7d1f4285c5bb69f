import { RequiresPermission } from '@app/auth';
import { sendEvents } from '@app/http';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refsIn } from './merged-entry.js';
import { MergedLogsQuery } from './merged-logs.dto.js';
import { MergedLogs } from './merged-logs.js';

@ApiTags('services')
@ApiBearerAuth()
@Controller('logs')
export class MergedLogsController {
  constructor(private readonly logs: MergedLogs) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'What several services write, followed as one stream of server-sent events in the order of time',
    description:
      'Each event has `node` and `service`. Events: `following` once a log has begun, `line`, `marker` (started, ' +
      'stopped, recreated, gap), `lost` when a log cannot be followed for now (it is tried again, and ends no ' +
      'other), and `error` as the last one when the stream ends.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Go on after this event, of the same services in the same order',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Events', schema: { type: 'string' } })
  async follow(
    @Query() { of, tail, since }: MergedLogsQuery,
    @Req() { client, exchange, headers }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wish = { services: refsIn(of), tail, since };
    const caller = { client, requestId: exchange.id };
    const lastId = headers['last-event-id']?.toString();
    await sendEvents(exchange, (signal) => this.logs.follow(wish, caller, lastId, signal));
    reply.hijack();
  }
}
