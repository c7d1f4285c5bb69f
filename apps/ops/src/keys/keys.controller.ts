import { RequiresPermission } from '@app/auth';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../changes/change-door.js';
import { KeyList, MadeKey, RevokeAnswer } from './key-answers.js';
import { KeyBody, KeyParams, RevokeBody } from './key.dto.js';
import { KeyDesk } from './key-desk.js';

@ApiTags('keys')
@ApiBearerAuth()
@Controller('keys')
export class KeysController {
  constructor(private readonly desk: KeyDesk) {}

  @Get()
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Whose keys there are and what they may do; never the keys themselves' })
  @ApiOkResponse({ type: KeyList })
  list(): KeyList {
    return this.desk.list();
  }

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Make a key; the answer tells it this once' })
  @ApiOkResponse({ type: MadeKey })
  create(@Body() wish: KeyBody, @Req() request: FastifyRequest): Promise<MadeKey> {
    return this.desk.create(wish, callerOf(request));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Revoke a key that was made here' })
  @ApiOkResponse({ type: RevokeAnswer })
  revoke(
    @Param() { id }: KeyParams,
    @Body() wish: RevokeBody,
    @Req() request: FastifyRequest,
  ): Promise<RevokeAnswer> {
    return this.desk.revoke(id, wish, callerOf(request));
  }
}
