import { PublicRoute } from '@app/auth';
import { Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgentGuard } from '../access/agent-guard.js';
import { carryHeaders, visitorOf } from '../access/visitor.js';
import { CompletionDesk } from './completion-desk.js';

@ApiTags('agents')
@ApiBearerAuth()
@PublicRoute()
@UseGuards(AgentGuard)
@Controller('v1')
export class CompletionsController {
  constructor(private readonly desk: CompletionDesk) {}

  @Get('models')
  @ApiOperation({ summary: 'The agents that the client may use, as models' })
  models(@Req() request: FastifyRequest) {
    return this.desk.models(visitorOf(request));
  }

  @Post('chat/completions')
  @ApiOperation({ summary: 'Chat with an agent as with a model, streamed or whole' })
  async chat(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    carryHeaders(reply);
    await this.desk.serve(visitorOf(request));
    // The answer went out on the response itself.
    reply.hijack();
  }
}
