import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readiness, type ReadyReport } from './readiness.js';

@ApiTags('health')
@Controller('ready')
export class ReadyController {
  constructor(private readonly readiness: Readiness) {}

  @Get()
  @ApiOperation({ summary: 'Is what the app depends on there, each by name; 503 when it cannot serve' })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyReport> {
    const report = await this.readiness.report();
    void reply.status(report.ready ? 200 : 503);
    return report;
  }
}
