import { RequiresPermission } from '@app/auth';
import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { operatorOf } from '../library/operator.js';
import { CallsAnswer } from './calls.answer.js';
import { CallsQuery } from './calls.dto.js';
import { CallsView } from './calls-view.js';

@ApiTags('calls')
@ApiBearerAuth()
@Controller('api/calls')
export class CallsController {
  constructor(private readonly calls: CallsView) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'The last model calls and those that run now; never what was said in them',
    description: 'Calls that reached a provider, on models within the scope of the key.',
  })
  @ApiOkResponse({ type: CallsAnswer })
  list(@Query() query: CallsQuery, @Req() request: FastifyRequest): CallsAnswer {
    return this.calls.read(query, operatorOf(request).client);
  }
}
