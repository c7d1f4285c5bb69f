import type { JsonObject } from '@app/kernel';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PassThrough, type PassedCall } from '../bff/pass-through.js';
import { sessionOf } from '../sessions/session-guard.js';
import { ScriptsToo } from '../sessions/session-route.js';
import { McpHealth } from './mcp-health.js';
import { OpsAvailable } from './ops-available.js';
import { LogsQuery, ServiceActionParams, ServiceParams } from './seed.dto.js';

const ANSWER = { schema: { type: 'object', additionalProperties: true } };

/** SeedUpstreamsController are the scripts' routes that other apps answer, under the names that they have here. */
@ApiTags('scripts')
@ApiOkResponse(ANSWER)
@ScriptsToo()
@Controller('api')
export class SeedUpstreamsController {
  constructor(
    private readonly passing: PassThrough,
    private readonly mcp: McpHealth,
    private readonly available: OpsAvailable,
  ) {}

  @Get('mcp/servers')
  @ApiOperation({ summary: 'Enabled servers, the catalogue, and the registry' })
  mcpServers(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.pass(request, reply, { upstream: 'router', sent: '/api/mcp/servers' });
  }

  @Get('mcp/health')
  @ApiOperation({ summary: 'Does the router answer, and how is each server' })
  mcpHealth(@Req() request: FastifyRequest) {
    return this.mcp.read(sessionOf(request).identity);
  }

  @Post('mcp/add')
  @HttpCode(200)
  @ApiOperation({ summary: 'Add and enable a server: {server}' })
  @ApiBody(ANSWER)
  mcpAdd(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.pass(request, reply, { upstream: 'router', sent: '/api/mcp/add' });
  }

  @Post('mcp/remove')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove a server: {server}' })
  @ApiBody(ANSWER)
  mcpRemove(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.pass(request, reply, { upstream: 'router', sent: '/api/mcp/remove' });
  }

  @Get('throughput/stats')
  @ApiOperation({ summary: 'Tokens per second of each model' })
  stats(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.pass(request, reply, { upstream: 'gateway', sent: '/api/throughput/stats' });
  }

  @Get('throughput/service-usage')
  @ApiOperation({ summary: 'Who used each model during the last 24 hours' })
  usage(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.pass(request, reply, { upstream: 'gateway', sent: '/api/throughput/service-usage' });
  }

  @Post('throughput/record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Add a rate measured elsewhere: {model, output_tokens_per_sec, service}' })
  @ApiBody(ANSWER)
  record(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.pass(request, reply, { upstream: 'gateway', sent: '/api/throughput/record' });
  }

  @Post('throughput/benchmark')
  @HttpCode(200)
  @ApiOperation({ summary: 'Time one short answer: {model}' })
  @ApiBody(ANSWER)
  benchmark(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    return this.pass(request, reply, { upstream: 'gateway', sent: '/api/throughput/benchmark' });
  }

  @Get('ops/available')
  @ApiOperation({ summary: 'Could a change be made now, and why not' })
  opsAvailable(@Req() request: FastifyRequest) {
    return this.available.read(sessionOf(request).identity);
  }

  @Post('ops/services/:id/:action')
  @HttpCode(200)
  @ApiOperation({ summary: 'Start, stop or restart a service of the local node; asking is confirming' })
  act(
    @Param() { id, action }: ServiceActionParams,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const sent = `/services/${encodeURIComponent(id)}/${action}`;
    const body: JsonObject = { confirm: true };
    return this.pass(request, reply, { upstream: 'ops', sent, body });
  }

  @Get('ops/services/:id/logs')
  @ApiOperation({ summary: "A service's last lines" })
  logs(
    @Param() { id }: ServiceParams,
    @Query() { tail = 100 }: LogsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const sent = `/services/${encodeURIComponent(id)}/logs?tail=${tail}`;
    return this.pass(request, reply, { upstream: 'ops', sent });
  }

  private async pass(request: FastifyRequest, reply: FastifyReply, call: PassedCall): Promise<void> {
    await this.passing.serve(request.exchange, sessionOf(request), call);
    // The answer went out on the response itself.
    reply.hijack();
  }
}
