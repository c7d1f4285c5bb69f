import { ApiProperty } from '@nestjs/swagger';
import { AuditProblemAnswer } from './audit.answer.js';
import { VERIFICATION_STATES, type VerificationState, type VerificationView } from './audit-verification.js';

export class AuditVerificationAnswer implements VerificationView {
  @ApiProperty()
  id: string;

  @ApiProperty({ enum: VERIFICATION_STATES, description: '`interrupted`: stopped, by hand or with ops' })
  state: VerificationState;

  @ApiProperty()
  from: number;

  @ApiProperty()
  to: number;

  @ApiProperty({ description: 'The last event that passed; the one before `from` while none did' })
  verified_to: number;

  @ApiProperty({ description: 'How many events passed' })
  events: number;

  @ApiProperty({ format: 'date-time' })
  started_at: string;

  @ApiProperty({ required: false, format: 'date-time' })
  ended_at?: string;

  @ApiProperty()
  started_by: string;

  @ApiProperty({ required: false, type: AuditProblemAnswer, description: 'The first that is wrong' })
  broken?: AuditProblemAnswer;

  @ApiProperty({ required: false, description: 'Why it failed' })
  failure?: string;
}

export class AuditVerificationsAnswer {
  @ApiProperty({ type: [AuditVerificationAnswer], description: 'The newest first, at most ten' })
  verifications: AuditVerificationAnswer[];
}
