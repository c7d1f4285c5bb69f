import { RequiresPermission } from '@app/auth';
import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ServiceStats } from './service-stats.js';
import { UsesAnswer } from './uses.answer.js';
import { UsesQuery } from './uses.dto.js';

@ApiTags('services')
@ApiBearerAuth()
@Controller('stats')
export class UsesController {
  constructor(private readonly stats: ServiceStats) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'What all services of all nodes use, or of one node, and the GPUs of each',
    description:
      'A node is read at most every five seconds, once for all who ask, and not while nobody does. One that cannot ' +
      'be read has its last figures, with their age and the reason.',
  })
  @ApiOkResponse({ type: UsesAnswer })
  read(@Query() { node }: UsesQuery, @Req() { client, exchange }: FastifyRequest): Promise<UsesAnswer> {
    return this.stats.readAll(client, node, exchange.id);
  }
}
