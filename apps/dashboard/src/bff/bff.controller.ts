import { DomainError } from '@app/kernel';
import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { isUpstream } from '../upstreams/upstream-name.js';
import { PassThrough } from './pass-through.js';

const PLACE = /^\/bff\/([a-z]+)(\/.*)$/;

/** BffController is the pages' way to the apps: `/bff/ops/services` is `/services` of ops, with the session's key. */
@ApiTags('upstreams')
@Controller('bff')
export class BffController {
  constructor(private readonly passing: PassThrough) {}

  @All(':upstream/*')
  @ApiExcludeEndpoint()
  async pass(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [, upstream = '', sent = ''] = PLACE.exec(request.raw.url ?? '') ?? [];
    if (!isUpstream(upstream)) throw new DomainError('not_found', 'there is no such upstream');
    await this.passing.serve(request.exchange, sessionOf(request), { upstream, sent });
    // The answer went out on the response itself.
    reply.hijack();
  }
}
