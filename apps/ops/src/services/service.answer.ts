import { ApiProperty } from '@nestjs/swagger';

const DRIFTS = ['none', 'drifted', 'unknown'] as const;
type Drift = (typeof DRIFTS)[number];

export class ProblemAnswer {
  @ApiProperty()
  node: string;

  @ApiProperty({ example: 'node_unreachable' })
  code: string;

  @ApiProperty()
  reason: string;
}

class PortAnswer {
  @ApiProperty({ description: 'Inside the container' })
  container: number;

  @ApiProperty({ required: false, description: 'On the node; absent: not published' })
  host?: number;

  @ApiProperty({ required: false })
  address?: string;

  @ApiProperty({ example: 'tcp' })
  protocol: string;
}

class ContainerAnswer {
  @ApiProperty()
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ example: 'running' })
  state: string;

  @ApiProperty({ required: false, example: 'healthy' })
  health?: string;

  @ApiProperty()
  image: string;

  @ApiProperty()
  image_id: string;

  @ApiProperty({ required: false })
  digest?: string;

  @ApiProperty({ required: false })
  config_hash?: string;

  @ApiProperty({ enum: DRIFTS })
  drift: Drift;

  @ApiProperty({ type: [PortAnswer] })
  ports: PortAnswer[];

  @ApiProperty()
  restart_count: number;

  @ApiProperty()
  exit_code: number;

  @ApiProperty({ required: false, format: 'date-time' })
  started_at?: string;
}

export class ServiceAnswer {
  @ApiProperty({ example: 'ollama' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ example: 'local' })
  node: string;

  @ApiProperty({ description: 'The Compose project that it is of' })
  project: string;

  @ApiProperty({ example: 'running' })
  state: string;

  @ApiProperty({ required: false, example: 'healthy' })
  health?: string;

  @ApiProperty({ description: 'Carries the control plane: no change is made to it' })
  protected: boolean;

  @ApiProperty({ enum: DRIFTS, description: 'Whether it is what the Compose files say' })
  drift: Drift;

  @ApiProperty({
    required: false,
    type: [String],
    description:
      'Of one that has drifted: which fields differ, where that can be told. `GET /services/{id}/drift` has how',
  })
  differs?: string[];

  @ApiProperty({ type: [String] })
  depends_on: string[];

  @ApiProperty({ type: [ContainerAnswer] })
  containers: ContainerAnswer[];
}

class LostServicesAnswer {
  @ApiProperty()
  node: string;

  @ApiProperty({ format: 'date-time', description: 'When the node was last read' })
  seen_at: string;

  @ApiProperty({ type: [ServiceAnswer], description: 'As they were then' })
  services: ServiceAnswer[];
}

export class ServicesAnswer {
  @ApiProperty({ type: [ServiceAnswer] })
  services: ServiceAnswer[];

  @ApiProperty({ type: [ProblemAnswer], description: 'Nodes that could not be read' })
  problems: ProblemAnswer[];

  @ApiProperty({
    type: [LostServicesAnswer],
    description: 'What nodes had that cannot be read now, as far as it was seen since the worker began',
  })
  lost: LostServicesAnswer[];
}
