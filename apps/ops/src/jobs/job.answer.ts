import { CHANGES, JOB_ENDS, JOB_STATES, type Change, type JobEnd, type JobState } from '@app/jobs';
import { ApiProperty } from '@nestjs/swagger';
import { PlanStepAnswer } from '../changes/change.answer.js';

export class JobPlanAnswer {
  @ApiProperty({ description: 'What the confirmation named as `plan`' })
  hash: string;

  @ApiProperty({ type: [PlanStepAnswer] })
  steps: PlanStepAnswer[];

  @ApiProperty({
    type: [String],
    description: 'What it warned of when it was confirmed; of very many the first, and how many more',
  })
  warnings: string[];
}

export class JobAnswer {
  @ApiProperty({ description: 'That of its intent in the audit' })
  id: string;

  @ApiProperty()
  node: string;

  @ApiProperty({ type: [String] })
  services: string[];

  @ApiProperty({ enum: CHANGES })
  action: Change;

  @ApiProperty()
  actor: string;

  @ApiProperty()
  correlation_id: string;

  @ApiProperty({ format: 'date-time' })
  requested_at: string;

  @ApiProperty({ enum: [...JOB_STATES, 'interrupted'] })
  state: JobState;

  @ApiProperty({
    required: false,
    enum: JOB_ENDS,
    description: 'How it ended: its result, or of one that was cut off what was found out since',
  })
  verdict?: JobEnd;

  @ApiProperty({ description: 'It was cut off, and somebody has to finish or abandon it' })
  needs_decision: boolean;

  @ApiProperty({ required: false, description: '`code: message` of a job that failed' })
  failure?: string;

  @ApiProperty({ required: false, format: 'date-time' })
  started_at?: string;

  @ApiProperty({ required: false, format: 'date-time' })
  ended_at?: string;

  @ApiProperty({
    required: false,
    type: JobPlanAnswer,
    description: 'The plan that it came from; not in lists, nor of a job from before plans were kept',
  })
  plan?: JobPlanAnswer;
}

export class JobsAnswer {
  @ApiProperty({ type: [JobAnswer], description: 'The newest first' })
  jobs: JobAnswer[];
}

export class JobsKeptAnswer {
  @ApiProperty({ description: 'Seconds that a job is kept after its end, if not too many others end' })
  seconds: number;

  @ApiProperty({ description: 'So many are kept of a node and a state' })
  jobs: number;
}

export class EndedJobsAnswer {
  @ApiProperty({ type: [JobAnswer], description: 'The newest first' })
  jobs: JobAnswer[];

  @ApiProperty({
    required: false,
    description: 'For `before`: there may be older ones. Without it nothing older is kept that fits',
  })
  next?: string;

  @ApiProperty({ type: JobsKeptAnswer, description: 'What is kept; the audit knows older ones' })
  kept: JobsKeptAnswer;
}

export class JobCancelAnswer {
  @ApiProperty({ description: 'It has ended, or will' })
  ok: boolean;

  @ApiProperty()
  job: string;

  @ApiProperty({ description: '`removed` from its queue, its end `requested`, or `ended` before' })
  was: string;
}
