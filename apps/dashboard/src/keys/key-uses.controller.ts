import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { Unnoticed } from '../sessions/session-route.js';
import { KeyUsesAnswer } from './key-uses.dto.js';
import { keyUsesFor } from './key-uses-for.js';
import { KeyUses } from './key-uses.js';

@ApiTags('keys')
@Controller('bff')
export class KeyUsesController {
  constructor(private readonly uses: KeyUses) {}

  @Get('key-uses')
  @Unnoticed()
  @ApiOperation({
    summary:
      'When the key of each client was last taken, and by which app, what it was used for in the last 24 hours, and limits of rate; for administrators',
  })
  @ApiOkResponse({ type: KeyUsesAnswer })
  read(@Req() request: FastifyRequest): Promise<KeyUsesAnswer> {
    return keyUsesFor(this.uses, sessionOf(request), request.exchange.id);
  }
}
