import { RequiresPermission } from '@app/auth';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AuditVerificationAnswer, AuditVerificationsAnswer } from './audit-verification.answer.js';
import { VerificationParams, VerifyWishDto } from './audit.dto.js';
import { AuditVerifications } from './audit-verifications.js';

@ApiTags('audit')
@ApiBearerAuth()
@Controller('audit/verifications')
export class AuditVerificationsController {
  constructor(private readonly verifications: AuditVerifications) {}

  @Post()
  @HttpCode(202)
  @RequiresPermission('read_audit')
  @ApiOperation({
    summary: 'Verify the log, or a range of it, without waiting for the end',
    description: 'One at a time. A short range has ended by the answer, which comes within half a second.',
  })
  @ApiAcceptedResponse({ type: AuditVerificationAnswer })
  start(
    @Body() wish: VerifyWishDto,
    @Req() { client, exchange }: FastifyRequest,
  ): Promise<AuditVerificationAnswer> {
    return this.verifications.start(wish, { client, requestId: exchange.id });
  }

  @Get()
  @RequiresPermission('read_audit')
  @ApiOperation({ summary: 'The newest verifications since ops was started, whoever asked for them' })
  @ApiOkResponse({ type: AuditVerificationsAnswer })
  list(): AuditVerificationsAnswer {
    return { verifications: this.verifications.list() };
  }

  @Get(':id')
  @RequiresPermission('read_audit')
  @ApiOperation({ summary: 'How far a verification is, or how it ended' })
  @ApiOkResponse({ type: AuditVerificationAnswer })
  get(@Param() { id }: VerificationParams): AuditVerificationAnswer {
    return this.verifications.get(id);
  }

  @Delete(':id')
  @RequiresPermission('read_audit')
  @ApiOperation({ summary: 'Stop a verification; what has ended stays as it is' })
  @ApiOkResponse({ type: AuditVerificationAnswer })
  cancel(
    @Param() { id }: VerificationParams,
    @Req() { client, exchange }: FastifyRequest,
  ): Promise<AuditVerificationAnswer> {
    return this.verifications.cancel(id, { client, requestId: exchange.id });
  }
}
