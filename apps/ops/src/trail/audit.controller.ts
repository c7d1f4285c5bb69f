import { RequiresPermission } from '@app/auth';
import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AuditQueryDto } from './audit.dto.js';
import { AuditReader } from './audit-reader.js';
import { HeadExporter, type SignedHead } from './head-exporter.js';

const TYPES = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' };

@ApiTags('audit')
@ApiBearerAuth()
@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: AuditReader,
    private readonly heads: HeadExporter,
  ) {}

  @Get()
  @RequiresPermission('read_audit')
  @ApiOperation({
    summary: 'Who did what: the newest events as JSON, or all that match as JSON lines or CSV',
  })
  read(@Query() query: AuditQueryDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { format = 'json' } = query;
    if (format === 'json') return this.audit.newest(query);
    void reply.header('content-type', TYPES[format]);
    return new StreamableFile(this.audit.everything(query, format));
  }

  @Get('head')
  @RequiresPermission('read_audit')
  @ApiOperation({
    summary: 'Where the log is now, signed: kept elsewhere, it proves later that nothing before was changed',
  })
  head(): SignedHead {
    return this.heads.current;
  }
}
