import { RequiresPermission } from '@app/auth';
import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  AcceptAnswer,
  AcceptBody,
  BlockAnswer,
  BlockBody,
  QuarantineAnswer,
  QuarantineQuery,
} from './quarantine.dto.js';
import { QuarantineDesk } from './quarantine-desk.js';

@ApiTags('policy')
@ApiBearerAuth()
@Controller('api/mcp/quarantine')
export class QuarantineController {
  constructor(private readonly desk: QuarantineDesk) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'Tools whose definition changed since it was approved, and what changed' })
  @ApiOkResponse({ type: QuarantineAnswer })
  list(@Query() { limit }: QuarantineQuery): QuarantineAnswer {
    return this.desk.list(limit);
  }

  @Post('accept')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Approve the definition that waits, by its hash' })
  @ApiOkResponse({ type: AcceptAnswer })
  accept(@Body() body: AcceptBody, @Req() { client, exchange }: FastifyRequest): Promise<AcceptAnswer> {
    return this.desk.accept(body, { actor: client?.id ?? 'unknown', requestId: exchange.id });
  }

  @Post('block')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Say no to the definition that waits, by its hash; it stays out of use' })
  @ApiOkResponse({ type: BlockAnswer })
  block(@Body() body: BlockBody, @Req() { client, exchange }: FastifyRequest): Promise<BlockAnswer> {
    return this.desk.block(body, { actor: client?.id ?? 'unknown', requestId: exchange.id });
  }
}
