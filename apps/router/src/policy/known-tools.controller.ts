import { RequiresPermission } from '@app/auth';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { KnownTools } from './known-tools.js';
import { KnownToolsAnswer, KnownToolsQuery } from './known-tools.dto.js';

@ApiTags('policy')
@ApiBearerAuth()
@Controller('api/mcp/tools')
export class KnownToolsController {
  constructor(private readonly tools: KnownTools) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'The tools that a server has shown, as they were last seen, without asking it' })
  @ApiOkResponse({ type: KnownToolsAnswer })
  list(@Query() { server }: KnownToolsQuery): KnownToolsAnswer {
    return { server, tools: this.tools.of(server) };
  }
}
