import { RequiresPermission } from '@app/auth';
import { sendEvents } from '@app/http';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { operatorOf } from '../operator.js';
import { ModelPullAnswer, ModelPullsAnswer, PullStarted } from './pull.answer.js';
import { PullDesk } from './pull-desk.js';
import { PullBody, PullParams } from './pull.dto.js';

@ApiTags('library')
@ApiBearerAuth()
@Controller('api/models/pulls')
export class PullsController {
  constructor(private readonly desk: PullDesk) {}

  @Post()
  @HttpCode(202)
  @RequiresPermission('operate')
  @ApiOperation({
    summary: 'Fetch a model',
    description:
      'The gateway fetches it, whoever watches. A model that is on its way already is not fetched twice.',
  })
  @ApiAcceptedResponse({ type: PullStarted, headers: { Location: { schema: { type: 'string' } } } })
  @ApiResponse({ status: 400, description: '`confirm_required`: it is there already' })
  @ApiResponse({ status: 503, description: '`queue_full`, `audit_unavailable`' })
  async start(
    @Body() body: PullBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PullStarted> {
    const { id, model } = await this.desk.start(body, operatorOf(request));
    void reply.header('location', `/api/models/pulls/${id}`);
    return { id, model };
  }

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'Models on their way, and those that came' })
  @ApiOkResponse({ type: ModelPullsAnswer })
  list(@Req() request: FastifyRequest): ModelPullsAnswer {
    return { pulls: this.desk.list(operatorOf(request)) };
  }

  @Get(':id')
  @RequiresPermission('read')
  @ApiOperation({ summary: 'One pull' })
  @ApiOkResponse({ type: ModelPullAnswer })
  get(@Param() { id }: PullParams, @Req() request: FastifyRequest): ModelPullAnswer {
    return this.desk.get(id, operatorOf(request)).view;
  }

  @Get(':id/events')
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'What happens to a pull, as server-sent events, until it has ended',
    description:
      'Events `queued`, `progress` (four a second at most), and as the last one `done`, `failed` or `cancelled`; the ' +
      'data of each is the whole pull. Last-Event-ID goes on after an event; `gap` says that events since then are ' +
      'forgotten. An event `error` is the last one of a stream that ends sooner.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this event' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiNoContentResponse({ description: 'That event was the last one' })
  async events(
    @Param() { id }: PullParams,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { events } = this.desk.get(id, operatorOf(request));
    const after = events.position(request.headers['last-event-id']?.toString());
    if (events.endsAt(after)) return void (await reply.status(204).send());
    await sendEvents(request.exchange, (signal) => events.read(after, signal));
    reply.hijack();
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequiresPermission('operate')
  @ApiOperation({
    summary: 'End a pull; what has come is kept for the next one. One that has ended stays as it is',
  })
  @ApiOkResponse({ type: ModelPullAnswer })
  cancel(@Param() { id }: PullParams, @Req() request: FastifyRequest): Promise<ModelPullAnswer> {
    return this.desk.cancel(id, operatorOf(request));
  }
}
