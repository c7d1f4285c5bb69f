import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { queryIn, serviceQuery } from '../nodes/service-query.js';
import { DriftReader, type ServiceDrift } from './drift-reader.js';

/** How services differ from their files, for ops. */
@Controller('services')
export class DriftController {
  constructor(private readonly drift: DriftReader) {}

  @Get(':id/drift')
  async read(
    @Param('id') id: string,
    @Query() query: object,
    @Req() { exchange }: FastifyRequest,
  ): Promise<ServiceDrift> {
    const left = new AbortController();
    const leave = () => left.abort();
    exchange.signal.addEventListener('abort', leave, { once: true });
    try {
      return await this.drift.read(queryIn(serviceQuery, id, query), left.signal);
    } finally {
      exchange.signal.removeEventListener('abort', leave);
    }
  }
}
