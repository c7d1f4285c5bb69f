import { RequiresPermission } from '@app/auth';
import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditAnswer, SignedHeadAnswer, VerificationAnswer } from './audit.answer.js';
import { AuditQueryDto, VerifyWishDto } from './audit.dto.js';
import { AuditReader } from './audit-reader.js';
import { AuditUses } from './audit-uses.js';
import { AuditVerifier } from './audit-verifier.js';
import { HeadExporter } from './head-exporter.js';
import { whileAsked } from './while-asked.js';

const TYPES = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' };

@ApiTags('audit')
@ApiBearerAuth()
@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: AuditReader,
    private readonly heads: HeadExporter,
    private readonly verifier: AuditVerifier,
    private readonly uses: AuditUses,
  ) {}

  @Get()
  @RequiresPermission('read_audit')
  @ApiOperation({
    summary: 'Who did what: the newest events as JSON, or all that match as JSON lines or CSV',
  })
  @ApiOkResponse({ type: AuditAnswer, description: 'As JSON' })
  async read(
    @Query() query: AuditQueryDto,
    @Req() { client, exchange }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditAnswer | StreamableFile> {
    const { format = 'json', limit: _limit, before: _before, count: _count, ...filter } = query;
    if (format === 'json') return whileAsked(exchange, (signal) => this.audit.newest(query, signal));
    const use = {
      action: 'audit_export',
      result: 'ok',
      metadata: { format, filter: { ...filter } },
    } as const;
    await this.uses.note(use, { client, requestId: exchange.id });
    void reply.header('content-type', TYPES[format]);
    return new StreamableFile(this.audit.everything(query, format));
  }

  @Get('head')
  @RequiresPermission('read_audit')
  @ApiOperation({
    summary: 'Where the log is now, signed: kept elsewhere, it proves later that nothing before was changed',
  })
  @ApiOkResponse({ type: SignedHeadAnswer })
  async head(): Promise<SignedHeadAnswer> {
    const anchored = await this.heads.anchored();
    return { ...this.heads.current, ...(anchored && { anchored }) };
  }

  @Post('verify')
  @HttpCode(200)
  @RequiresPermission('read_audit')
  @ApiOperation({
    summary:
      'Whether the chain holds: the log, or a range of it, is read up to the first event that does not fit',
    description: 'At most 100,000 events a request, and one request at a time.',
  })
  @ApiOkResponse({ type: VerificationAnswer })
  verify(
    @Body() wish: VerifyWishDto,
    @Req() { client, exchange }: FastifyRequest,
  ): Promise<VerificationAnswer> {
    const caller = { client, requestId: exchange.id };
    return whileAsked(exchange, (signal) => this.verifier.verify(wish, caller, signal));
  }
}
