import { RequiresPermission } from '@app/auth';
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { NodeQuery, ServiceParams } from './service.dto.js';
import { ServiceReader } from './service-reader.js';

@ApiTags('services')
@ApiBearerAuth()
@Controller()
@RequiresPermission('read')
export class ServicesController {
  constructor(private readonly services: ServiceReader) {}

  @Get('services')
  @ApiOperation({ summary: 'Services of all nodes, or of one; nodes that cannot be read are named' })
  list(@Query() { node }: NodeQuery, @Req() { client, exchange }: FastifyRequest) {
    return this.services.list(client, node, exchange.id);
  }

  @Get('services/:id')
  @ApiOperation({ summary: 'One service' })
  get(
    @Param() { id }: ServiceParams,
    @Query() { node = 'local' }: NodeQuery,
    @Req() { client, exchange }: FastifyRequest,
  ) {
    return this.services.get(client, { node, service: id }, exchange.id);
  }

  @Get('nodes')
  @ApiOperation({ summary: 'The nodes, and whether each can be read' })
  nodes(@Req() { client, exchange }: FastifyRequest) {
    return this.services.nodes(client, exchange.id);
  }
}
