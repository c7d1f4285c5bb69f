import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPart } from '../bff/send-part.js';
import { TimelineReads } from './timeline-reads.js';

const ANSWER = { schema: { type: 'object', additionalProperties: true } };

@ApiTags('timeline')
@Controller('bff/timeline')
export class TimelineController {
  constructor(private readonly timelines: TimelineReads) {}

  @Get(':id')
  @ApiOperation({
    summary:
      'What ops knows of one request: its events, the jobs that they led to, and which numbers are missing',
    description:
      '`{entries, total, jobs, missing}`: the newest 1,000 events, newest first; of each of at most 20 jobs `{job}` or ' +
      '`{status, problem}`; `missing` is null where first and last are too far apart to look.',
  })
  @ApiOkResponse(ANSWER)
  read(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return sendPart(request, reply, (caller) => this.timelines.read(id, caller));
  }
}
