import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPart } from '../bff/send-part.js';
import { TrainingReads } from './training-reads.js';

const ANSWER = { schema: { type: 'object', additionalProperties: true } };

@ApiTags('training')
@Controller('bff/training')
export class TrainingController {
  constructor(private readonly training: TrainingReads) {}

  @Get(':tool')
  @ApiOperation({
    summary: 'What a tool of the training server tells that only looks, if the session may call it',
    description: "`list-training-jobs`, `list-configs` and `get-system-stats`; the answer is MCP's result.",
  })
  @ApiQuery({ name: 'loss_points', required: false, type: Number, description: 'For list-training-jobs' })
  @ApiOkResponse(ANSWER)
  read(@Param('tool') tool: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { searchParams } = new URL(request.raw.url ?? '/', 'http://localhost');
    return sendPart(request, reply, (caller) => this.training.read(tool, searchParams, caller));
  }
}
