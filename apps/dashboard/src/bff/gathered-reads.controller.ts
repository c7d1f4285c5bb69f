import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { Unnoticed } from '../sessions/session-route.js';
import { askedReads } from './asked-reads.js';
import { GatheredReads } from './gathered-reads.js';

@ApiTags('upstreams')
@Controller('bff')
export class GatheredReadsController {
  constructor(private readonly reads: GatheredReads) {}

  @Get('reads')
  @Unnoticed()
  @ApiOperation({
    summary: 'Up to 16 reads of the routes below /bff at once',
    description:
      'A line for each, in the order in which they are ready: `{read, status, headers, body}`, where `read` is its place ' +
      'among those asked for and `body` the text that it would have been answered with alone. Streams, files and answers ' +
      'of more than 2 MiB are refused with `not_gathered`, each on its line. A page asks each of these alone.',
  })
  @ApiQuery({ name: 'read', isArray: true, type: String, description: '/bff/ops/services?node=a, encoded' })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  async answer(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = askedReads(request.raw.url ?? '');
    await this.reads.answer(request.exchange, sessionOf(request), asked);
    reply.hijack();
  }
}
