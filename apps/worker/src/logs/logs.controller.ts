import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryIn } from '../nodes/service-query.js';
import { LogReader } from './log-reader.js';
import { logQuery } from './log-query.js';
import { sendEntries } from './send-entries.js';

/** What services write, for ops: JSON lines, to the end or followed. */
@Controller('services')
export class LogsController {
  constructor(private readonly logs: LogReader) {}

  @Get(':id/logs')
  async read(
    @Param('id') id: string,
    @Query() query: object,
    @Req() { exchange }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = queryIn(logQuery, id, query);
    await sendEntries(exchange, (signal) => this.logs.open(wanted, signal));
    reply.hijack();
  }
}
