import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { PassThrough } from './pass-through.js';
import { passedPlace } from './passed-place.js';

/** BffController is the pages' way to the apps: `/bff/ops/services` is `/services` of ops, with the session's key. */
@ApiTags('upstreams')
@Controller('bff')
export class BffController {
  constructor(private readonly passing: PassThrough) {}

  @All(':upstream/*')
  @ApiExcludeEndpoint()
  async pass(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const place = passedPlace(request.raw.url ?? '');
    await this.passing.serve(request.exchange, sessionOf(request), place);
    // The answer went out on the response itself.
    reply.hijack();
  }
}
