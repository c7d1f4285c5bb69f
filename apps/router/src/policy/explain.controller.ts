import { RequiresPermission } from '@app/auth';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExplainAnswer, ExplainQuery } from './explain.dto.js';
import { ToolExplainer } from './tool-explainer.js';

@ApiTags('policy')
@ApiBearerAuth()
@Controller('api/mcp/explain')
@RequiresPermission('read')
export class ExplainController {
  constructor(private readonly explainer: ToolExplainer) {}

  @Get()
  @ApiOperation({ summary: 'Why a client may or may not use a tool, rule by rule' })
  @ApiOkResponse({ type: ExplainAnswer })
  explain(@Query() query: ExplainQuery): ExplainAnswer {
    return { client: query.client, tools: this.explainer.explain(query) };
  }
}
