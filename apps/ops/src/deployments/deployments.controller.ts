import { RequiresPermission } from '@app/auth';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeBody } from '../changes/change.dto.js';
import { ChangeDoor } from '../changes/change-door.js';
import { ChangeHeaders } from '../changes/change-headers.js';
import { deploymentChange, rollbackChange } from './deployment-change.js';
import { DeploymentAnswer, DeploymentsAnswer } from './deployment.answer.js';
import { DeploymentBody, DeploymentParams, DeploymentsQuery } from './deployment.dto.js';
import { DeploymentBook } from './deployment-book.js';

@ApiTags('deployments')
@ApiBearerAuth()
@Controller('deployments')
export class DeploymentsController {
  constructor(
    private readonly book: DeploymentBook,
    private readonly door: ChangeDoor,
  ) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'The newest deployments and rollbacks, as the audit has them' })
  @ApiOkResponse({ type: DeploymentsAnswer })
  list(@Query() query: DeploymentsQuery, @Req() { client }: FastifyRequest): Promise<DeploymentsAnswer> {
    return this.book.list(client, query);
  }

  @Get(':id')
  @RequiresPermission('read')
  @ApiOperation({ summary: 'One deployment: what it replaced, and how it ended' })
  @ApiOkResponse({ type: DeploymentAnswer })
  get(@Param() { id }: DeploymentParams, @Req() { client }: FastifyRequest): Promise<DeploymentAnswer> {
    return this.book.view(client, id);
  }

  @Post()
  @HttpCode(200)
  @RequiresPermission('deploy')
  @ApiOperation({
    summary:
      'Run services on other images: pulled, brought up, and rolled back unless they are healthy in time',
  })
  @ChangeHeaders()
  deploy(
    @Body() body: DeploymentBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.door.take(deploymentChange(body), body, request, reply);
  }

  @Post(':id/rollback')
  @HttpCode(200)
  @RequiresPermission('deploy')
  @ApiOperation({ summary: 'Go back to what ran before a deployment' })
  @ChangeHeaders()
  async rollback(
    @Param() { id }: DeploymentParams,
    @Body() wish: ChangeBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const deployment = await this.book.forChange(request.client, id);
    return this.door.take(rollbackChange(deployment), wish, request, reply);
  }
}
