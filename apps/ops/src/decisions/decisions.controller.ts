import { RequiresPermission } from '@app/auth';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../changes/change-door.js';
import { ChangeHeaders } from '../changes/change-headers.js';
import { DecisionsAnswer } from './decision.answer.js';
import { DecisionDesk } from './decision-desk.js';
import { DecisionBody, DecisionParams } from './decision.dto.js';

@ApiTags('decisions')
@ApiBearerAuth()
@Controller('decisions')
export class DecisionsController {
  constructor(private readonly desk: DecisionDesk) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'Changes that were cut off and are neither finished nor abandoned, newest first' })
  @ApiOkResponse({ type: DecisionsAnswer })
  list(@Req() { client }: FastifyRequest): Promise<DecisionsAnswer> {
    return this.desk.list(client);
  }

  /** Like ending a job, this asks for the permission to make such a change as well. */
  @Post(':id')
  @HttpCode(200)
  @RequiresPermission('cancel')
  @ApiOperation({ summary: 'Finish a change that was cut off, or abandon it; either is in the audit' })
  @ChangeHeaders()
  async decide(
    @Param() { id }: DecisionParams,
    @Body() wish: DecisionBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { body, job } = await this.desk.decide(id, wish, callerOf(request));
    if (job !== undefined) void reply.status(202).header('location', `/jobs/${job}`);
    return body;
  }
}
