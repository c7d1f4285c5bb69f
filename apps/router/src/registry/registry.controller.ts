import { RequiresPermission } from '@app/auth';
import { Controller, Get, Headers, Put, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { editorOf } from './editor-of.js';
import { RegistryService } from './registry.service.js';

const DOCUMENT = {
  type: 'object',
  required: ['servers'],
  properties: {
    servers: {
      type: 'object',
      description: 'Each entry by its name, with one of command, image and url',
      additionalProperties: { type: 'object', additionalProperties: true },
    },
  },
  example: { servers: { duckduckgo: { image: 'mcp/duckduckgo', scopes: ['search'], allow_clients: ['*'] } } },
};

@ApiTags('registry')
@ApiBearerAuth()
@Controller('api/mcp/registry')
export class RegistryController {
  constructor(private readonly registry: RegistryService) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'The registry as it was written; its ETag is wanted to change it' })
  get(@Res({ passthrough: true }) reply: FastifyReply) {
    const { version, document } = this.registry.document();
    reply.header('etag', `"${version}"`);
    return document;
  }

  @Put()
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Replace the registry; servers that it drops are disabled too' })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The ETag that was read, or * for whatever is there',
  })
  @ApiBody({ schema: DOCUMENT })
  @ApiResponse({ status: 409, description: 'Somebody else was faster; read it again' })
  async put(
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const text = request.exchange.bodyBytes?.toString() ?? '';
    const { version, answer } = await this.registry.replace(text, ifMatch, editorOf(request));
    reply.header('etag', `"${version}"`);
    return answer;
  }
}
