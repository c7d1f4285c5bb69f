import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { queryIn, serviceQuery } from '../nodes/service-query.js';
import { StatsReader, type ServiceStats } from './stats-reader.js';

/** What services use, for ops. */
@Controller('services')
export class StatsController {
  constructor(private readonly stats: StatsReader) {}

  @Get(':id/stats')
  async read(
    @Param('id') id: string,
    @Query() query: object,
    @Req() { exchange }: FastifyRequest,
  ): Promise<ServiceStats> {
    const left = new AbortController();
    const leave = () => left.abort();
    exchange.signal.addEventListener('abort', leave, { once: true });
    try {
      return await this.stats.read(queryIn(serviceQuery, id, query), left.signal);
    } finally {
      exchange.signal.removeEventListener('abort', leave);
    }
  }
}
