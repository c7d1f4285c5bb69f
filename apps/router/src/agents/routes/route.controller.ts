import { PublicRoute } from '@app/auth';
import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AgentGuard } from '../access/agent-guard.js';
import { visitorOf } from '../access/visitor.js';
import { AgentDesk } from './agent-desk.js';
import { RouteBody } from './agents.dto.js';
import { conversationIn } from './messages.js';

@ApiTags('agents')
@ApiBearerAuth()
@PublicRoute()
@UseGuards(AgentGuard)
@Controller('route')
export class RouteController {
  constructor(private readonly desk: AgentDesk) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: "Ask an agent, and get the run with its answer; the client's only one if none is named",
  })
  route(@Body() { prompt, messages, agent }: RouteBody, @Req() request: FastifyRequest) {
    const visitor = visitorOf(request);
    const said = conversationIn('prompt', prompt, messages);
    return this.desk.whole(visitor, this.desk.agentFor(visitor, agent), said);
  }
}
