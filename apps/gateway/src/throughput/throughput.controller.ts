import { AccessGuard, PublicRoute } from '@app/auth';
import { Body, Controller, Get, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { serviceLabel } from '../inference/service-label.js';
import { BenchmarkService } from './benchmark.service.js';
import { ThroughputBook } from './throughput-book.js';
import { BenchmarkAnswer, RecordedAnswer, ThroughputAnswer, UsageAnswer } from './throughput.answer.js';
import { RecordThroughput, RunBenchmark } from './throughput.dto.js';

@ApiTags('throughput')
@ApiBearerAuth()
@PublicRoute()
@UseGuards(AccessGuard)
@Controller('api/throughput')
export class ThroughputController {
  constructor(
    private readonly book: ThroughputBook,
    private readonly benchmark: BenchmarkService,
  ) {}

  @Get('stats')
  @ApiOperation({
    summary:
      'Tokens per second and first token of each model: latest, peak, p50, p95, p99 of its last 500 calls',
  })
  @ApiOkResponse({ type: ThroughputAnswer })
  stats(): ThroughputAnswer {
    return { models: this.book.stats(), ...(this.benchmark.last && { last_benchmark: this.benchmark.last }) };
  }

  @Get('service-usage')
  @ApiOperation({ summary: 'Who used each model during the last 24 hours' })
  @ApiOkResponse({ type: UsageAnswer })
  usage(): UsageAnswer {
    return { by_model: this.book.usage() };
  }

  @Post('record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Add a rate measured elsewhere' })
  @ApiOkResponse({ type: RecordedAnswer })
  record(
    @Body() { model, output_tokens_per_sec, service }: RecordThroughput,
    @Req() request: FastifyRequest,
  ): RecordedAnswer {
    const name = service ?? serviceLabel(request.headers, request.client);
    this.book.record({ model, service: name, tokensPerSecond: output_tokens_per_sec });
    return { ok: true };
  }

  @Post('benchmark')
  @HttpCode(200)
  @ApiOperation({ summary: 'Time one short answer of a model' })
  @ApiOkResponse({ type: BenchmarkAnswer })
  run(@Body() { model }: RunBenchmark, @Req() { exchange }: FastifyRequest): Promise<BenchmarkAnswer> {
    return this.benchmark.run(model, exchange.id, exchange.signal);
  }
}
