import { DomainError } from '@app/kernel';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { Unnoticed } from '../sessions/session-route.js';
import { KeyUsesAnswer } from './key-uses.dto.js';
import { KeyUses } from './key-uses.js';
import { withoutTools } from './key-work.js';

@ApiTags('keys')
@Controller('bff')
export class KeyUsesController {
  constructor(private readonly uses: KeyUses) {}

  @Get('key-uses')
  @Unnoticed()
  @ApiOperation({
    summary:
      'When the key of each client was last taken, and by which app, and what it was used for in the last 24 hours; for administrators',
  })
  @ApiOkResponse({ type: KeyUsesAnswer })
  async read(@Req() request: FastifyRequest): Promise<KeyUsesAnswer> {
    const { permissions } = sessionOf(request).identity;
    if (!permissions.includes('administer'))
      throw new DomainError('forbidden', 'this asks for the permission to administer');
    const view = await this.uses.read(request.exchange.id);
    return permissions.includes('read_audit') ? view : withoutTools(view);
  }
}
