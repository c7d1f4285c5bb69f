import { RequiresPermission } from '@app/auth';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeDoor } from '../changes/change-door.js';
import { ChangeHeaders } from '../changes/change-headers.js';
import { pullChange } from './deployment-change.js';
import { PullBody } from './pull.dto.js';

@ApiTags('deployments')
@Controller('images')
export class ImagesController {
  constructor(private readonly door: ChangeDoor) {}

  @Post('pull')
  @HttpCode(200)
  @RequiresPermission('deploy')
  @ApiOperation({ summary: 'Pull the images that services are to run; nothing that runs is touched' })
  @ChangeHeaders()
  pull(
    @Body() body: PullBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.door.take(pullChange(body), body, request, reply);
  }
}
