import { PublicRoute } from '@app/auth';
import { sendEvents } from '@app/http';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgentGuard } from '../access/agent-guard.js';
import { carryHeaders, visitorOf } from '../access/visitor.js';
import { AgentDesk, sentEvents } from './agent-desk.js';
import { AgentParams, RunBody, RunParams } from './agents.dto.js';
import { conversationIn } from './messages.js';

/** AgentsController is public to the guard of the operator routes alone: AgentGuard decides who may call. */
@ApiTags('agents')
@ApiBearerAuth()
@PublicRoute()
@UseGuards(AgentGuard)
@Controller('v1/agents')
export class AgentsController {
  constructor(private readonly desk: AgentDesk) {}

  @Post(':agent/runs')
  @ApiOperation({
    summary: 'Give an agent something to do: its answer, or the run as server-sent events',
    description:
      'Whoever closes the answer cancels the run, unless it is one in the background. An event `error` is the last ' +
      'one of a stream that ends sooner.',
  })
  async run(
    @Param() { agent: name }: AgentParams,
    @Body() { input, messages, stream, background }: RunBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = visitorOf(request);
    const agent = this.desk.agentFor(visitor, name);
    const said = conversationIn('input', input, messages);
    if (background === true) {
      await reply.status(202).send(await this.desk.background(visitor, agent, said));
    } else if (stream === true) {
      carryHeaders(reply);
      await sendEvents(request.exchange, (signal) =>
        sentEvents(this.desk.events(visitor, agent, said, signal)),
      );
      reply.hijack();
    } else {
      await reply.status(200).send(await this.desk.whole(visitor, agent, said));
    }
  }

  @Get('runs/:id')
  @ApiOperation({ summary: 'A run of the last day, as it is now; for the client that began it' })
  find(@Param() { id }: RunParams, @Req() request: FastifyRequest) {
    return this.desk.find(visitorOf(request), id);
  }

  @Get('runs/:id/events')
  @ApiOperation({ summary: 'What happens in a run, as server-sent events, until it has ended' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this event' })
  async events(
    @Param() { id }: RunParams,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lastId = request.headers['last-event-id']?.toString();
    const open = await this.desk.follow(visitorOf(request), id, lastId);
    carryHeaders(reply);
    await sendEvents(request.exchange, open);
    reply.hijack();
  }

  @Post('runs/:id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'End a run; one that has ended stays as it is' })
  cancel(@Param() { id }: RunParams, @Req() request: FastifyRequest) {
    return this.desk.cancel(visitorOf(request), id);
  }
}
