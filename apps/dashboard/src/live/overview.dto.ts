import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { LiveKind } from './live-kind.js';
import { AttentionState, GatewayState, LinksState, McpState } from './live.dto.js';
import type { Overview, RatePoint } from './watch.js';

const AS_THERE = { type: 'object', additionalProperties: true };

function known(data: object) {
  return {
    type: 'object',
    required: ['at', 'age_ms', 'data'],
    properties: { at: { type: 'string', format: 'date-time' }, age_ms: { type: 'number' }, data },
  };
}

/** As the event of that name has it, beside its age. */
const KINDS: Readonly<Record<LiveKind, object>> = {
  links: known({ $ref: getSchemaPath(LinksState) }),
  nodes: known({ ...AS_THERE, description: 'As GET /nodes of ops' }),
  services: known({ ...AS_THERE, description: 'As GET /services of ops' }),
  jobs: known({
    ...AS_THERE,
    description: 'As GET /jobs of ops: running, waiting, and the newest ended ones',
  }),
  gateway: known({ $ref: getSchemaPath(GatewayState) }),
  mcp: known({ $ref: getSchemaPath(McpState) }),
  pulls: known({ ...AS_THERE, description: 'As GET /api/models/pulls of the gateway' }),
  attention: known({ $ref: getSchemaPath(AttentionState) }),
};

class RatePointDto implements RatePoint {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty()
  requests_per_sec: number;

  @ApiProperty()
  tokens_per_sec: number;
}

@ApiExtraModels(LinksState, GatewayState, McpState, AttentionState)
export class OverviewAnswer implements Overview {
  @ApiProperty({
    type: 'object',
    additionalProperties: false,
    properties: KINDS,
    description: 'What is known, by kind',
  })
  kinds: Overview['kinds'];

  @ApiProperty({
    type: [RatePointDto],
    description: 'Of the last hour in which anybody watched, oldest first',
  })
  history: readonly RatePointDto[];
}
