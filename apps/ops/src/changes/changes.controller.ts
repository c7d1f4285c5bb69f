import { RequiresPermission } from '@app/auth';
import { Body, Controller, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NodeQuery, ServiceActionParams } from '../services/service.dto.js';
import { ChangeBody } from './change.dto.js';
import { ChangeDoor } from './change-door.js';
import { ChangeHeaders } from './change-headers.js';
import { serviceChange } from './service-change.js';

@ApiTags('changes')
@Controller('services')
export class ChangesController {
  constructor(private readonly door: ChangeDoor) {}

  @Post(':id/:action')
  @HttpCode(200)
  @RequiresPermission('operate')
  @ApiOperation({
    summary:
      'Start, stop or restart a service, or bring it up as its Compose files say: planned, audited, as a job',
  })
  @ChangeHeaders()
  change(
    @Param() { id, action }: ServiceActionParams,
    @Query() { node = 'local' }: NodeQuery,
    @Body() wish: ChangeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.door.take(serviceChange(node, id, action), wish, request, reply);
  }
}
