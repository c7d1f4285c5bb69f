import { PublicRoute } from '@app/auth';
import { DomainError } from '@app/kernel';
import { All, Controller, Get } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ScriptsToo } from '../sessions/session-route.js';
import { SeedStatus } from './seed-status.js';

const ANSWER = { schema: { type: 'object', additionalProperties: true } };

@ApiTags('scripts')
@ScriptsToo()
@Controller('api')
export class SeedController {
  constructor(private readonly status: SeedStatus) {}

  @Get('auth/config')
  @PublicRoute()
  @ApiOperation({
    summary: 'How scripts sign in: bearer (DASHBOARD_AUTH_TOKEN), basic (DASHBOARD_PASSWORD), or null',
  })
  @ApiOkResponse(ANSWER)
  authConfig() {
    return this.status.authConfig();
  }

  @Get('health')
  @PublicRoute()
  @ApiOperation({ summary: 'Which apps answer' })
  @ApiOkResponse(ANSWER)
  health() {
    return this.status.health();
  }

  @Get('services')
  @ApiOperation({ summary: 'The apps, where they are and whether they answer' })
  @ApiOkResponse(ANSWER)
  services() {
    return this.status.services();
  }

  @All('comfyui/*')
  @ApiExcludeEndpoint()
  comfyui(): never {
    throw new DomainError('not_configured', 'there is no ComfyUI behind this dashboard');
  }
}
