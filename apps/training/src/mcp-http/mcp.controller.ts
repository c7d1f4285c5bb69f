import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { McpDoor } from './mcp-door.js';

@ApiTags('mcp')
@Controller('mcp')
export class McpController {
  constructor(private readonly door: McpDoor) {}

  @All()
  @ApiOperation({ summary: 'All tools, over streamable HTTP' })
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.door.serve(request.exchange);
    // The answer went out on the response itself.
    reply.hijack();
  }
}
