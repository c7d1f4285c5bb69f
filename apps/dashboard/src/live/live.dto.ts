import { ApiProperty } from '@nestjs/swagger';
import { UPSTREAMS, type UpstreamName } from '../upstreams/upstream-name.js';

/** These classes document what pages are told; what holds is in live-state.ts and gateway-rates.ts. */

class LinkProblemDto {
  @ApiProperty({ example: 'redis' })
  name: string;

  @ApiProperty()
  reason: string;
}

class LinkDto {
  @ApiProperty({ enum: UPSTREAMS })
  name: UpstreamName;

  @ApiProperty()
  ok: boolean;

  @ApiProperty({ format: 'date-time', description: 'Since when it is so' })
  since: string;

  @ApiProperty({ required: false, description: 'Why it does not answer' })
  reason?: string;

  @ApiProperty({ type: [LinkProblemDto], description: 'What it lacks, and what of it could not be read' })
  problems: readonly LinkProblemDto[];
}

export class LinksState {
  @ApiProperty({ type: [LinkDto] })
  links: readonly LinkDto[];
}

class ModelRatesDto {
  @ApiProperty()
  id: string;

  @ApiProperty()
  provider: string;

  @ApiProperty()
  requests_per_sec: number;

  @ApiProperty({ description: 'Tokens that the model wrote' })
  tokens_per_sec: number;
}

export class GatewayState {
  @ApiProperty()
  requests_per_sec: number;

  @ApiProperty()
  tokens_per_sec: number;

  @ApiProperty({ description: 'Calls running now' })
  in_flight: number;

  @ApiProperty({ description: 'Seconds that the rates are over; 0: none is known yet' })
  window_sec: number;

  @ApiProperty({ type: [ModelRatesDto], description: 'Models in use' })
  models: readonly ModelRatesDto[];
}

class McpServerState {
  @ApiProperty()
  id: string;

  @ApiProperty({ enum: ['up', 'idle', 'auth-needed', 'degraded', 'down', 'disabled'] })
  state: string;

  @ApiProperty({ required: false })
  reason?: string;

  @ApiProperty({ description: 'Transport failures in a row' })
  failures: number;

  @ApiProperty({ required: false, format: 'date-time' })
  since?: string;
}

export class McpState {
  @ApiProperty()
  ok: boolean;

  @ApiProperty({ type: [McpServerState] })
  servers: readonly McpServerState[];

  @ApiProperty({ description: 'Tools whose definition waits to be accepted' })
  quarantined: number;
}

class AttentionAbout {
  @ApiProperty({ enum: ['app', 'node', 'service', 'job', 'mcp', 'quarantine'] })
  kind: string;

  @ApiProperty()
  id: string;

  @ApiProperty({ required: false })
  node?: string;
}

class AttentionDto {
  @ApiProperty({ description: 'The same for as long as it lasts' })
  id: string;

  @ApiProperty({ enum: ['critical', 'warning', 'notice'] })
  level: 'critical' | 'warning' | 'notice';

  @ApiProperty()
  cause: string;

  @ApiProperty({ format: 'date-time' })
  since: string;

  @ApiProperty({ description: 'The one next step' })
  next: string;

  @ApiProperty({ type: AttentionAbout })
  about: AttentionAbout;
}

export class AttentionState {
  @ApiProperty({ type: [AttentionDto], description: 'The gravest consequence first' })
  items: readonly AttentionDto[];
}
