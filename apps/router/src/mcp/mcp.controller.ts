import { PublicRoute } from '@app/auth';
import { DomainError } from '@app/kernel';
import { serverId, type View } from '@app/mcp';
import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { McpAccess } from '../access/mcp-access.js';
import { McpEndpoint } from './mcp-endpoint.js';

/** McpController is public to the guard of the operator routes alone: McpAccess decides who may call. */
@ApiTags('mcp')
@ApiBearerAuth()
@PublicRoute()
@Controller('mcp')
export class McpController {
  constructor(
    private readonly access: McpAccess,
    private readonly endpoint: McpEndpoint,
  ) {}

  @All()
  @ApiOperation({ summary: 'Every enabled server, as one MCP server over streamable HTTP' })
  everything(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve({ kind: 'all' }, request, reply);
  }

  @All(':server')
  @ApiOperation({ summary: 'One server alone' })
  one(@Param('server') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.serve({ kind: 'server', server: known(id) }, request, reply);
  }

  @All('projects/:project')
  @ApiOperation({ summary: 'The servers of one project' })
  project(@Param('project') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.serve({ kind: 'project', project: known(id) }, request, reply);
  }

  private async serve(view: View, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const admission = this.access.admit(request.raw);
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    await this.endpoint.serve(request.exchange, view, admission);
    // The answer went out on the response itself.
    reply.hijack();
  }
}

function known(id: string): string {
  if (serverId.safeParse(id).success) return id;
  throw new DomainError('mcp_server_not_found', 'there is no such server or project');
}
