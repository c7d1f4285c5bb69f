import { CHANGES, type Change } from '@app/jobs';
import { ApiProperty } from '@nestjs/swagger';

const EFFECTS = ['none', 'start', 'stop', 'restart', 'create', 'recreate', 'pull'];

class WantedAnswer {
  @ApiProperty({ nullable: true, type: String })
  image: string | null;

  @ApiProperty({ nullable: true, type: String, description: 'Null while the node does not have the image' })
  image_id: string | null;

  @ApiProperty({ nullable: true, type: String })
  config_hash: string | null;
}

export class PlanStepAnswer {
  @ApiProperty()
  service: string;

  @ApiProperty({ enum: EFFECTS })
  effect: string;

  @ApiProperty({ nullable: true, type: String, description: 'Id of the container' })
  container: string | null;

  @ApiProperty({ description: 'As it was found' })
  state: string;

  @ApiProperty({ nullable: true, type: String })
  started_at: string | null;

  @ApiProperty({ nullable: true, type: String })
  image: string | null;

  @ApiProperty({ nullable: true, type: String })
  image_id: string | null;

  @ApiProperty({ nullable: true, type: String })
  digest: string | null;

  @ApiProperty({ nullable: true, type: String })
  config_hash: string | null;

  @ApiProperty({
    nullable: true,
    type: WantedAnswer,
    description: 'What it would become; null where that is the same',
  })
  wanted: WantedAnswer | null;
}

export class PlanAnswer {
  @ApiProperty()
  node: string;

  @ApiProperty({ enum: CHANGES })
  action: Change;

  @ApiProperty({ type: [String] })
  services: string[];

  @ApiProperty({ type: [PlanStepAnswer] })
  steps: PlanStepAnswer[];

  @ApiProperty({ description: 'What a confirmation names as `plan`' })
  hash: string;

  @ApiProperty({ type: [String], description: 'What a person should know before confirming' })
  warnings: string[];

  @ApiProperty({ format: 'date-time' })
  made_at: string;

  @ApiProperty({ format: 'date-time' })
  expires_at: string;
}

/** ChangeOutcome is the answer to a change: of a dry run `would` and `plan`, else what was done by which job. */
export class ChangeOutcome {
  @ApiProperty({ required: false, description: 'Of a dry run: what would be done' })
  would?: string;

  @ApiProperty({ required: false, type: PlanAnswer })
  plan?: PlanAnswer;

  @ApiProperty({ required: false })
  ok?: boolean;

  @ApiProperty({ required: false })
  service?: string;

  @ApiProperty({ required: false, type: [String] })
  services?: string[];

  @ApiProperty({ required: false, description: 'Id of a deployment or a rollback' })
  deployment?: string;

  @ApiProperty({ required: false, description: 'Of a decision' })
  decision?: string;

  @ApiProperty({ required: false, description: 'Id of the change that was decided about' })
  id?: string;

  @ApiProperty({ required: false, example: 'restarted' })
  action?: string;

  @ApiProperty({ required: false })
  node?: string;

  @ApiProperty({ required: false, description: 'Id of the job' })
  job?: string;
}
