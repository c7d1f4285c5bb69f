import { DomainError } from '@app/kernel';
import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { abortSignalOf } from '../mcp-http/index.js';
import { Bridge } from './bridge.js';
import { Door } from './door.js';

const SERVICE = 'ai-toolkit-mcp-http';
const CALL = {
  schema: {
    type: 'object',
    required: ['name'] as string[],
    properties: {
      name: { type: 'string', description: 'The name of a tool' },
      arguments: { type: 'object', additionalProperties: true },
    },
  },
};

/** BridgeController is the tools for clients that speak no MCP. */
@ApiTags('bridge')
@Controller()
export class BridgeController {
  constructor(
    private readonly bridge: Bridge,
    private readonly door: Door,
  ) {}

  @Get('health')
  @ApiOperation({ summary: 'Is the process alive' })
  health(@Req() { id }: FastifyRequest) {
    const about = { status: 'healthy', service: SERVICE, auth_enabled: this.door.wantsToken };
    return { ok: true, request_id: id, ...about };
  }

  @Get('tools')
  @ApiOperation({ summary: 'All tools with the schemas of what goes in and comes out' })
  tools(@Req() { id }: FastifyRequest) {
    return { ok: true, request_id: id, ...this.bridge.list() };
  }

  @Post('mcp/tool')
  @HttpCode(200)
  @ApiBearerAuth()
  @ApiBody(CALL)
  @ApiOperation({ summary: 'Runs one tool' })
  async call(@Req() { id, body, exchange }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    try {
      return { ok: true, request_id: id, ...(await this.bridge.run(body, abortSignalOf(exchange))) };
    } catch (error) {
      const hasLeft = exchange.signal.aborted && !(exchange.signal.reason instanceof DomainError);
      if (!hasLeft) throw error;
      return reply.hijack();
    }
  }
}
