import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPart } from '../bff/send-part.js';
import { ReachReads } from './reach-reads.js';

const ANSWER = { schema: { type: 'object', additionalProperties: true } };

@ApiTags('tools')
@Controller('bff')
export class ReachController {
  constructor(private readonly reach: ReachReads) {}

  @Get('quarantine-reach')
  @ApiOperation({
    summary: 'What tells whom a decision about tools in quarantine meets, where one waits',
    description:
      '`{registry, keys, days}`: each as its own route answers it in `told`, `days` the first thousand calls of the last ' +
      '24 hours of each server. What the session may not read, or what cannot be read now, is left out.',
  })
  @ApiOkResponse(ANSWER)
  read(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return sendPart(request, reply, (caller) => this.reach.read(caller));
  }
}
