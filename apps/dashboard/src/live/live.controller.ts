import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { Unnoticed } from '../sessions/session-route.js';
import { OverviewAnswer } from './overview.dto.js';
import { Watches } from './watches.js';

@ApiTags('live')
@Controller('bff')
export class LiveController {
  constructor(private readonly watches: Watches) {}

  @Get('overview')
  @Unnoticed()
  @ApiOperation({ summary: 'The last that is known of everything, each with its age' })
  @ApiOkResponse({ type: OverviewAnswer })
  overview(@Req() request: FastifyRequest): Promise<OverviewAnswer> {
    return this.watches.overview(sessionOf(request));
  }

  @Get('live')
  @Unnoticed()
  @ApiOperation({
    summary: 'What changes, as server-sent events: one stream for each tab',
    description:
      'First `watching`, then an event of each kind in the overview whenever it changes, with `{at, data}` and an id. ' +
      'Last-Event-ID goes on after it. `gap`: events are missing, the last of each kind follows. `dropped`: this ' +
      'reader was too slow, and the stream ends. `error` ends it with a code: `session_required` when signed out.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this event' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  async live(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const lastId = request.headers['last-event-id']?.toString();
    await this.watches.follow(request.exchange, sessionOf(request), lastId);
    reply.hijack();
  }
}
