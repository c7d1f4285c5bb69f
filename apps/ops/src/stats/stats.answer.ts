import { ApiProperty } from '@nestjs/swagger';

export class FiguresAnswer {
  @ApiProperty({ required: false })
  cpu_percent?: number;

  @ApiProperty({ required: false })
  memory_bytes?: number;

  @ApiProperty({ required: false })
  memory_limit_bytes?: number;

  @ApiProperty({ required: false })
  received_bytes?: number;

  @ApiProperty({ required: false })
  sent_bytes?: number;
}

class ContainerFiguresAnswer extends FiguresAnswer {
  @ApiProperty()
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  state: string;
}

export class GpuAnswer {
  @ApiProperty()
  index: number;

  @ApiProperty({ required: false })
  uuid?: string;

  @ApiProperty({ required: false })
  name?: string;

  @ApiProperty({ required: false })
  utilization_percent?: number;

  @ApiProperty({ required: false })
  memory_used_bytes?: number;

  @ApiProperty({ required: false })
  memory_total_bytes?: number;

  @ApiProperty({ required: false })
  temperature_celsius?: number;

  @ApiProperty({ required: false })
  power_watts?: number;
}

export class GpuProblemAnswer {
  @ApiProperty()
  code: string;

  @ApiProperty()
  reason: string;
}

/** A figure that nobody could tell is absent. */
export class StatsAnswer {
  @ApiProperty()
  service: string;

  @ApiProperty()
  node: string;

  @ApiProperty({ type: [ContainerFiguresAnswer] })
  containers: ContainerFiguresAnswer[];

  @ApiProperty({ type: FiguresAnswer })
  total: FiguresAnswer;

  @ApiProperty({ required: false, type: [GpuAnswer], description: "The node's, where it has some" })
  gpus?: GpuAnswer[];

  @ApiProperty({ required: false, type: GpuProblemAnswer })
  gpu_problem?: GpuProblemAnswer;
}
