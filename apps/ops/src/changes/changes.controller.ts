import { RequiresPermission } from '@app/auth';
import { Body, Controller, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NodeQuery, ServiceActionParams } from '../services/service.dto.js';
import { ChangeBody } from './change.dto.js';
import { ChangeDesk } from './change-desk.js';

@ApiTags('changes')
@ApiBearerAuth()
@Controller('services')
export class ChangesController {
  constructor(private readonly desk: ChangeDesk) {}

  @Post(':id/:action')
  @HttpCode(200)
  @RequiresPermission('operate')
  @ApiOperation({ summary: 'Start, stop or restart a service: planned, audited, as a job' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Sent again, the same answer' })
  @ApiHeader({ name: 'Prefer', required: false, description: '`respond-async` answers 202 at once' })
  async change(
    @Param() { id, action }: ServiceActionParams,
    @Query() { node = 'local' }: NodeQuery,
    @Body() wish: ChangeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const waits = !/\brespond-async\b/.test(request.headers['prefer']?.toString() ?? '');
    const idempotencyKey = request.headers['idempotency-key']?.toString();
    const caller = { client: request.client, requestId: request.exchange.id, idempotencyKey, waits };
    const answer = await this.desk.change({ node, action, service: id }, wish, caller);
    if (!waits && typeof answer['job'] === 'string') {
      void reply.status(202).header('location', `/jobs/${answer['job']}`);
    }
    return answer;
  }
}
