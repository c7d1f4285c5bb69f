import { ApiProperty } from '@nestjs/swagger';
import type { ServerState } from '@app/mcp';

const STATES = ['up', 'idle', 'auth-needed', 'degraded', 'down', 'disabled'];
const KINDS = ['command', 'image', 'url'] as const;

class ServerHealthAnswer {
  @ApiProperty({ example: 'github' })
  id: string;

  @ApiProperty({ enum: STATES })
  state: ServerState;

  @ApiProperty({ required: false, type: String, description: 'Why it is not well' })
  reason: string | undefined;

  @ApiProperty({ description: 'Transport failures in a row' })
  failures: number;

  @ApiProperty({ required: false, type: String, format: 'date-time' })
  since: string | undefined;
}

export class HealthAnswerDto {
  @ApiProperty({ description: "No server is in the way of somebody's work" })
  ok: boolean;

  @ApiProperty({ type: [ServerHealthAnswer] })
  servers: readonly ServerHealthAnswer[];
}

class ToolCountsAnswer {
  @ApiProperty()
  allowed: number;

  @ApiProperty({ description: "By the server's own rules, whoever asks" })
  denied: number;

  @ApiProperty()
  quarantined: number;

  @ApiProperty()
  blocked: number;
}

class ListedServerAnswer extends ServerHealthAnswer {
  @ApiProperty()
  enabled: boolean;

  @ApiProperty({ required: false, enum: KINDS })
  kind: (typeof KINDS)[number] | undefined;

  @ApiProperty({ required: false, type: String })
  project: string | undefined;

  @ApiProperty({ type: ToolCountsAnswer, description: 'Of the tools that it has ever shown' })
  tools: ToolCountsAnswer;

  @ApiProperty({ required: false, enum: ['legacy', 'modern'], description: 'That of its last connection' })
  era: 'legacy' | 'modern' | undefined;

  @ApiProperty({
    required: false,
    type: String,
    format: 'date-time',
    description: 'Of this router, since it started',
  })
  last_call: string | undefined;

  @ApiProperty({ description: 'Calls of the last hour that failed; of this router, since it started' })
  errors_last_hour: number;
}

export class ServersAnswer {
  @ApiProperty({ description: 'Every file is in force as it is on the disk' })
  ok: boolean;

  @ApiProperty({ type: [String] })
  problems: readonly string[];

  @ApiProperty({ description: 'Changes need no restart' })
  dynamic: true;

  @ApiProperty({ description: 'There is no registry.json; entries are inferred from servers.txt' })
  inferred: boolean;

  @ApiProperty({ type: [String] })
  enabled: readonly string[];

  @ApiProperty({ type: [String], description: 'Names that can be added' })
  catalog: readonly string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    description: 'Entries with every default',
  })
  registry: Readonly<Record<string, object>>;

  @ApiProperty({ type: [ListedServerAnswer] })
  servers: readonly ListedServerAnswer[];
}

export class RegistryChangeAnswer {
  @ApiProperty({ description: '`added`, `already_enabled`, `removed` and so on' })
  status: string;

  @ApiProperty()
  server: string;

  @ApiProperty({ type: [String], description: 'What is enabled now' })
  servers: readonly string[];
}
