import { RequiresPermission } from '@app/auth';
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DriftAnswer } from './drift.answer.js';
import { NodesAnswer } from './node.answer.js';
import { ServiceAnswer, ServicesAnswer } from './service.answer.js';
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
  @ApiOkResponse({ type: ServicesAnswer })
  list(@Query() { node }: NodeQuery, @Req() { client, exchange }: FastifyRequest): Promise<ServicesAnswer> {
    return this.services.list(client, node, exchange.id);
  }

  @Get('services/:id')
  @ApiOperation({ summary: 'One service' })
  @ApiOkResponse({ type: ServiceAnswer })
  get(
    @Param() { id }: ServiceParams,
    @Query() { node = 'local' }: NodeQuery,
    @Req() { client, exchange }: FastifyRequest,
  ): Promise<ServiceAnswer> {
    return this.services.get(client, { node, service: id }, exchange.id);
  }

  @Get('services/:id/drift')
  @ApiOperation({
    summary:
      'What about a service is not as its Compose files say, field by field; no value of a variable is told',
  })
  @ApiOkResponse({ type: DriftAnswer })
  drift(
    @Param() { id }: ServiceParams,
    @Query() { node = 'local' }: NodeQuery,
    @Req() { client, exchange }: FastifyRequest,
  ): Promise<DriftAnswer> {
    return this.services.drift(client, { node, service: id }, exchange.id);
  }

  @Get('nodes')
  @ApiOperation({ summary: 'The nodes, and whether each can be read' })
  @ApiOkResponse({ type: NodesAnswer })
  nodes(@Req() { client, exchange }: FastifyRequest): Promise<NodesAnswer> {
    return this.services.nodes(client, exchange.id);
  }
}
