import { AccessGuard, PublicRoute } from '@app/auth';
import { Controller, Delete, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ModelAnswer, ModelsAnswer } from './models.answer.js';
import { ModelsService } from './models.service.js';

/** Names the providers whose models are listed from memory because they do not answer. */
const STALE_HEADER = 'x-switchyard-stale';

@ApiTags('models')
@ApiBearerAuth()
@PublicRoute()
@UseGuards(AccessGuard)
@Controller('v1')
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  @Get('models')
  @ApiOperation({ summary: 'Models of all providers; those of a provider that is down are marked stale' })
  @ApiOkResponse({ type: ModelsAnswer })
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelsAnswer> {
    const list = await this.models.list(request.client);
    const stale = this.models.staleProviders;
    if (stale.length > 0) void reply.header(STALE_HEADER, stale.join(', '));
    return list;
  }

  @Get('models/*')
  @ApiOperation({ summary: 'One model; slashes in its id may be written as they are or as %2F' })
  @ApiParam({ name: 'path', description: 'The id', example: 'loopback/echo' })
  @ApiOkResponse({ type: ModelAnswer })
  get(@Param('*') id: string, @Req() request: FastifyRequest): Promise<ModelAnswer> {
    return this.models.get(id, request.client);
  }

  @Delete('cache')
  @ApiOperation({ summary: 'Forget the model lists, so that the next one is asked for anew' })
  clear() {
    this.models.clear();
    return { ok: true, message: 'model lists will be asked for anew' };
  }
}
