import { RequiresPermission } from '@app/auth';
import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CatalogAnswer } from './catalog.answer.js';
import { editorOf } from './editor-of.js';
import { RegistryChangeAnswer, ServersAnswer } from './registry.answer.js';
import { AddBody, CatalogQuery, ServerBody } from './registry.dto.js';
import { RegistryService } from './registry.service.js';

@ApiTags('registry')
@ApiBearerAuth()
@Controller('api/mcp')
export class ServersController {
  constructor(private readonly registry: RegistryService) {}

  @Get('servers')
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'Every server that the registry names, how it is, and what is wrong with the files',
  })
  @ApiOkResponse({ type: ServersAnswer })
  list(): Promise<ServersAnswer> {
    return this.registry.servers();
  }

  @Get('catalog')
  @RequiresPermission('read')
  @ApiOperation({
    summary: 'Servers that can be added by name: built-in ones and those of DATA_DIR/mcp/catalog',
  })
  @ApiOkResponse({ type: CatalogAnswer })
  catalog(@Query() { q }: CatalogQuery): Promise<CatalogAnswer> {
    return this.registry.list(q);
  }

  @Post('add')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Add a server and enable it: from an entry, the catalogue, or a server.json' })
  @ApiOkResponse({ type: RegistryChangeAnswer })
  add(@Body() body: AddBody, @Req() request: FastifyRequest): Promise<RegistryChangeAnswer> {
    return this.registry.add(body, editorOf(request));
  }

  @Post('remove')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Take a server out of the registry' })
  @ApiOkResponse({ type: RegistryChangeAnswer })
  remove(@Body() { server }: ServerBody, @Req() request: FastifyRequest): Promise<RegistryChangeAnswer> {
    return this.registry.remove(server, editorOf(request));
  }

  @Post('enable')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Enable a server of the registry; its variables must be set' })
  @ApiOkResponse({ type: RegistryChangeAnswer })
  enable(@Body() { server }: ServerBody, @Req() request: FastifyRequest): Promise<RegistryChangeAnswer> {
    return this.registry.enable(server, editorOf(request));
  }

  @Post('disable')
  @HttpCode(200)
  @RequiresPermission('administer')
  @ApiOperation({ summary: 'Disable a server; its entry stays' })
  @ApiOkResponse({ type: RegistryChangeAnswer })
  disable(@Body() { server }: ServerBody, @Req() request: FastifyRequest): Promise<RegistryChangeAnswer> {
    return this.registry.disable(server, editorOf(request));
  }
}
