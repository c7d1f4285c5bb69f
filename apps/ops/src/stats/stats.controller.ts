import { RequiresPermission } from '@app/auth';
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { NodeQuery, ServiceParams } from '../services/service.dto.js';
import { StatsAnswer } from './stats.answer.js';
import { ServiceStats } from './service-stats.js';

@ApiTags('services')
@ApiBearerAuth()
@Controller('services')
export class StatsController {
  constructor(private readonly stats: ServiceStats) {}

  @Get(':id/stats')
  @RequiresPermission('read')
  @ApiOperation({
    summary: "What a service uses: CPU, memory, network, and its node's GPUs where it has some",
  })
  @ApiOkResponse({ type: StatsAnswer })
  read(
    @Param() { id: service }: ServiceParams,
    @Query() { node = 'local' }: NodeQuery,
    @Req() { client, exchange }: FastifyRequest,
  ): Promise<StatsAnswer> {
    return this.stats.read(client, { node, service }, exchange.id);
  }
}
