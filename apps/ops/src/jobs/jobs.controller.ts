import { RequiresPermission } from '@app/auth';
import { sendEvents } from '@app/http';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EndedJobsAnswer, JobAnswer, JobCancelAnswer, JobsAnswer } from './job.answer.js';
import { EndedJobsQuery, JobParams, JobsQuery } from './job.dto.js';
import { JobCancels } from './job-cancels.js';
import { JobViews } from './job-views.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobViews,
    private readonly cancels: JobCancels,
  ) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: "A node's newest jobs of one state" })
  @ApiOkResponse({ type: JobsAnswer })
  list(@Query() query: JobsQuery, @Req() { client }: FastifyRequest): Promise<JobsAnswer> {
    return this.jobs.list(client, query);
  }

  @Get('ended')
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'The jobs of all nodes that ended, page by page',
    description: 'A page may be short although older ones follow: at most 500 are looked at for one.',
  })
  @ApiOkResponse({ type: EndedJobsAnswer })
  ended(@Query() query: EndedJobsQuery, @Req() { client }: FastifyRequest): Promise<EndedJobsAnswer> {
    return this.jobs.ended(client, query);
  }

  @Get(':id')
  @RequiresPermission('read')
  @ApiOperation({ summary: 'One job' })
  @ApiOkResponse({ type: JobAnswer })
  get(@Param() { id }: JobParams, @Req() { client }: FastifyRequest): Promise<JobAnswer> {
    return this.jobs.get(client, id);
  }

  @Get(':id/events')
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'What happens to a job, as server-sent events, until it has ended',
    description:
      'An event `error` is the last one of a stream that ends sooner; Last-Event-ID goes on after it.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after this event' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  async events(
    @Param() { id }: JobParams,
    @Req() { client, exchange, headers }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lastId = headers['last-event-id'];
    await sendEvents(exchange, (signal) => this.jobs.follow(client, id, lastId?.toString(), signal));
    reply.hijack();
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RequiresPermission('cancel')
  @ApiOperation({ summary: 'Take a waiting job out of its queue, or ask a running one to stop' })
  @ApiOkResponse({ type: JobCancelAnswer })
  cancel(@Param() { id }: JobParams, @Req() { client, exchange }: FastifyRequest): Promise<JobCancelAnswer> {
    return this.cancels.cancel({ client, requestId: exchange.id }, id);
  }
}
