import {
  AUDIT_ACTIONS,
  AUDIT_RESULTS,
  type AuditAction,
  type AuditProblem,
  type AuditProblemKind,
  type AuditResult,
} from '@app/audit';
import { ORIGINS, type RequestOrigin } from '@app/kernel';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { Verification } from './audit-verifier.js';

/** What the caller of the request said of it; it proves nothing. */
class SaidByCallerAnswer {
  @ApiProperty({ required: false, enum: ORIGINS, description: 'Where it began, of `X-Request-Origin`' })
  origin?: RequestOrigin;

  @ApiProperty({
    required: false,
    description: 'The trace id of its `traceparent`',
    example: '0af7651916cd43dd8448eb211c80319c',
  })
  trace_id?: string;
}

@ApiExtraModels(SaidByCallerAnswer)
export class AuditEventAnswer {
  @ApiProperty({ format: 'date-time' })
  ts: string;

  @ApiProperty({ description: '1 for the first event, then without gaps' })
  seq: number;

  @ApiProperty()
  event_id: string;

  @ApiProperty({ enum: AUDIT_ACTIONS })
  action: AuditAction;

  @ApiProperty({ example: 'service/ollama' })
  resource: string;

  @ApiProperty()
  actor: string;

  @ApiProperty({ enum: AUDIT_RESULTS })
  result: AuditResult;

  @ApiProperty({ required: false, type: String })
  correlation_id?: string;

  @ApiProperty({
    type: 'object',
    description: 'Details, by the action. `said_by_caller`, of any, is absent where the caller said nothing',
    additionalProperties: true,
    properties: { said_by_caller: { allOf: [{ $ref: getSchemaPath(SaidByCallerAnswer) }] } },
  })
  metadata: Record<string, unknown>;

  @ApiProperty({ description: '`hash` of the event before' })
  prev_hash: string;

  @ApiProperty()
  hash: string;
}

export class AuditAnswer {
  @ApiProperty({ type: [AuditEventAnswer], description: 'The newest first' })
  entries: AuditEventAnswer[];

  @ApiProperty({ required: false, description: 'With `count`: how many events match the filter' })
  total?: number;

  @ApiProperty({ required: false, description: 'False: at least so many' })
  total_is_exact?: boolean;
}

class AuditHeadAnswer {
  @ApiProperty()
  seq: number;

  @ApiProperty()
  hash: string;

  @ApiProperty({ description: 'How many events the files hold' })
  count: number;

  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({ description: 'Ed25519 over the other members as canonical JSON, in base64' })
  signature: string;
}

class AnchorAnswer {
  @ApiProperty()
  seq: number;

  @ApiProperty({ format: 'date-time' })
  at: string;
}

export class SignedHeadAnswer {
  @ApiProperty({ type: AuditHeadAnswer })
  head: AuditHeadAnswer;

  @ApiProperty({ description: 'SPKI, PEM' })
  public_key: string;

  @ApiProperty({
    required: false,
    type: AnchorAnswer,
    description: 'The newest head that is kept outside of the log; absent when nobody could tell',
  })
  anchored?: AnchorAnswer;
}

const PROBLEM_KINDS = [
  'edited',
  'reordered',
  'gap',
  'duplicate',
  'truncated',
  'torn',
  'bad_signature',
  'wrong_link',
] as const;

export class AuditProblemAnswer implements AuditProblem {
  @ApiProperty({ enum: PROBLEM_KINDS })
  kind: AuditProblemKind;

  @ApiProperty()
  file: string;

  @ApiProperty({ description: 'From 1; 0 when it is about the whole' })
  line: number;

  @ApiProperty()
  detail: string;

  @ApiProperty({ required: false, description: 'Number of the event that does not fit' })
  seq?: number;

  @ApiProperty({ required: false, description: 'The hash that was wanted in that place' })
  wanted_hash?: string;

  @ApiProperty({ required: false, description: 'The hash that is there' })
  found_hash?: string;
}

export class VerificationAnswer implements Verification {
  @ApiProperty()
  ok: boolean;

  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty()
  from: number;

  @ApiProperty({ description: 'The last event that was asked for, as far as one request goes' })
  to: number;

  @ApiProperty({ description: 'False: go on from the event after `to`' })
  complete: boolean;

  @ApiProperty()
  files: number;

  @ApiProperty({ description: 'How many events passed' })
  events: number;

  @ApiProperty()
  first_seq: number;

  @ApiProperty()
  last_seq: number;

  @ApiProperty()
  last_hash: string;

  @ApiProperty({ type: Number, nullable: true })
  anchored_through: number | null;

  @ApiProperty()
  signature_checked: boolean;

  @ApiProperty({ description: 'Unfinished ends that were set aside after crashes' })
  torn_pieces: number;

  @ApiProperty({ required: false, type: AuditProblemAnswer, description: 'The first that is wrong' })
  problem?: AuditProblemAnswer;
}
