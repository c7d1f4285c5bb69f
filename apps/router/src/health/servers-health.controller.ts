import { RequiresPermission } from '@app/auth';
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ServersHealth } from './servers-health.js';

@ApiTags('registry')
@ApiBearerAuth()
@Controller('api/mcp/health')
export class ServersHealthController {
  constructor(private readonly health: ServersHealth) {}

  @Get()
  @RequiresPermission('read')
  @ApiOperation({ summary: 'How each server is: up, idle, auth-needed, degraded, down or disabled, and why' })
  read() {
    return this.health.all();
  }
}
