import { DomainError } from '@app/kernel';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { Unnoticed } from '../sessions/session-route.js';
import { KeyUsesAnswer } from './key-uses.dto.js';
import { KeyUses } from './key-uses.js';

@ApiTags('keys')
@Controller('bff')
export class KeyUsesController {
  constructor(private readonly uses: KeyUses) {}

  @Get('key-uses')
  @Unnoticed()
  @ApiOperation({
    summary: 'When the key of each client was last taken, and by which app; for administrators',
  })
  @ApiOkResponse({ type: KeyUsesAnswer })
  read(@Req() request: FastifyRequest): Promise<KeyUsesAnswer> {
    const { permissions } = sessionOf(request).identity;
    if (!permissions.includes('administer'))
      throw new DomainError('forbidden', 'this asks for the permission to administer');
    return this.uses.read(request.exchange.id);
  }
}
