import { PublicRoute } from '@app/auth';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { exactBody } from '../../mcp/exact-arguments.js';
import { AgentGuard } from '../access/agent-guard.js';
import { visitorOf } from '../access/visitor.js';
import { CallBody, ServerParams } from '../routes/agents.dto.js';
import { ToolServers } from './tool-servers.js';

@ApiTags('tools')
@ApiBearerAuth()
@PublicRoute()
@UseGuards(AgentGuard)
@Controller('mcp/servers')
export class ToolServersController {
  constructor(private readonly servers: ToolServers) {}

  @Get()
  @ApiOperation({ summary: 'The servers that the client may use' })
  list(@Req() request: FastifyRequest) {
    return this.servers.list(visitorOf(request));
  }

  @Get(':name/tools')
  @ApiOperation({ summary: 'The tools of a server that the client may use, under their own names' })
  tools(@Param() { name }: ServerParams, @Req() request: FastifyRequest) {
    return this.servers.tools(visitorOf(request), name);
  }

  @Post(':name/call')
  @HttpCode(200)
  @ApiOperation({ summary: "Call a tool; the answer is MCP's result, with isError where the tool failed" })
  call(@Param() { name }: ServerParams, @Body() body: CallBody, @Req() request: FastifyRequest) {
    const given = body.arguments === undefined ? {} : exactArguments(request);
    return this.servers.call(visitorOf(request), name, body.tool, given);
  }
}

/** They are the tool's, and not ours to round. */
function exactArguments({ exchange }: FastifyRequest): JsonObject {
  const body = exactBody(exchange);
  const given = isJsonObject(body) ? body['arguments'] : undefined;
  return isJsonObject(given) ? given : {};
}
