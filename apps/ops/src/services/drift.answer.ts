import { ApiProperty } from '@nestjs/swagger';

const FIELDS = [
  'image',
  'command',
  'entrypoint',
  'environment',
  'ports',
  'mounts',
  'networks',
  'limits',
  'restart',
  'user',
  'labels',
] as const;

class DriftProblemAnswer {
  @ApiProperty({ example: 'compose_failed' })
  code: string;

  @ApiProperty()
  reason: string;
}

class DifferenceAnswer {
  @ApiProperty({ enum: FIELDS })
  field: string;

  @ApiProperty({ description: 'Which of the field: the name of a variable, a port, a place; may be empty' })
  key: string;

  @ApiProperty({
    enum: ['added', 'removed', 'changed'],
    description:
      'What bringing the service up would do: the files have it and the container has not, or so on',
  })
  change: string;

  @ApiProperty({ description: 'There are values, which are not told: they may be secret' })
  hidden: boolean;

  @ApiProperty({ required: false, description: 'Absent where it has none, and where it is hidden' })
  running?: string;

  @ApiProperty({ required: false, description: 'Absent where they have none, and where it is hidden' })
  files?: string;
}

class ContainerDriftAnswer {
  @ApiProperty()
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({
    enum: ['none', 'drifted', 'unknown'],
    description: 'What its config hash tells, which covers more than the fields that are compared',
  })
  drift: string;

  @ApiProperty({ type: [DifferenceAnswer] })
  differences: DifferenceAnswer[];

  @ApiProperty({ description: 'So many more are not listed' })
  more: number;
}

export class DriftAnswer {
  @ApiProperty()
  service: string;

  @ApiProperty()
  node: string;

  @ApiProperty({
    required: false,
    type: DriftProblemAnswer,
    description: 'Why the files could not be compared; there are no containers then',
  })
  problem?: DriftProblemAnswer;

  @ApiProperty({ type: [String], enum: FIELDS, description: 'Fields that could not be compared' })
  untold: string[];

  @ApiProperty({ type: [ContainerDriftAnswer], description: 'None: bringing it up would make one' })
  containers: ContainerDriftAnswer[];
}
