import { ApiProperty } from '@nestjs/swagger';
import { ProblemAnswer } from '../services/service.answer.js';
import { FiguresAnswer, GpuAnswer, GpuProblemAnswer } from './stats.answer.js';

class ServiceUseAnswer extends FiguresAnswer {
  @ApiProperty({ example: 'ollama' })
  service: string;

  @ApiProperty({ required: false, description: 'Held by its processes; absent where the node does not tell' })
  gpu_memory_bytes?: number;

  @ApiProperty({ required: false, description: '`vram_mib` of nodes.yaml: what is set aside for it' })
  gpu_needed_bytes?: number;
}

class GpuProcessAnswer {
  @ApiProperty()
  pid: number;

  @ApiProperty({ description: 'File name of its program', example: 'ollama' })
  name: string;

  @ApiProperty({ required: false })
  gpu_uuid?: string;

  @ApiProperty({ required: false })
  memory_bytes?: number;

  @ApiProperty({
    required: false,
    description: 'In whose container it runs; absent: in none of this project',
  })
  service?: string;
}

class GpuLoadAnswer {
  @ApiProperty()
  index: number;

  @ApiProperty({ required: false })
  utilization_percent?: number;
}

class GpuPointAnswer {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({ type: [GpuLoadAnswer], description: 'None: they could not be read' })
  gpus: GpuLoadAnswer[];
}

class NodeUseAnswer {
  @ApiProperty({ example: 'local' })
  node: string;

  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'How old all of these figures are, in milliseconds; null: none have been read yet',
  })
  age_ms: number | null;

  @ApiProperty({ required: false, type: ProblemAnswer, description: 'Why there are no newer ones' })
  problem?: ProblemAnswer;

  @ApiProperty({ type: [ServiceUseAnswer] })
  services: ServiceUseAnswer[];

  @ApiProperty({
    required: false,
    type: [GpuAnswer],
    description: 'Absent for a node without a source of them',
  })
  gpus?: GpuAnswer[];

  @ApiProperty({ required: false, type: GpuProblemAnswer })
  gpu_problem?: GpuProblemAnswer;

  @ApiProperty({
    required: false,
    type: [GpuProcessAnswer],
    description: 'Those that hold GPU memory; absent where the source does not tell',
  })
  gpu_processes?: GpuProcessAnswer[];

  @ApiProperty({
    type: [GpuPointAnswer],
    description: 'Of the last samples, ten minutes at most, oldest first; none while nobody looks',
  })
  gpu_history: GpuPointAnswer[];
}

export class UsesAnswer {
  @ApiProperty({ type: [NodeUseAnswer] })
  nodes: NodeUseAnswer[];
}
