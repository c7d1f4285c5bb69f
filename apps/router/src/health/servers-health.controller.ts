import { RequiresPermission } from '@app/auth';
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthAnswerDto } from '../registry/registry.answer.js';
import { ServersHealth } from './servers-health.js';

@ApiTags('registry')
@ApiBearerAuth()
@Controller('api/mcp/health')
export class ServersHealthController {
  constructor(private readonly health: ServersHealth) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'How each server is: up, idle, auth-needed, degraded, down or disabled, and why' })
  @ApiOkResponse({ type: HealthAnswerDto })
  read(): HealthAnswerDto {
    return this.health.all();
  }
}
