import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

const ALIVE = Object.freeze({ ok: true });

@ApiTags('health')
@Controller('health')
export class HealthController {
  /** Answers from memory: it says that the process is alive, and nothing of its upstreams. */
  @Get()
  @ApiOperation({ summary: 'Is the process alive' })
  @ApiOkResponse({ schema: { type: 'object', properties: { ok: { type: 'boolean' } } } })
  read(): typeof ALIVE {
    return ALIVE;
  }
}
