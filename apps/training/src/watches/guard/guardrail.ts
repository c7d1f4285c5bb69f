import { z } from 'zod';

/** Everything that makes a guarded run stop its job, and what it tells. */
const GUARDRAILS = {
  TRAINING_NAN_LOSS: 'The loss is not a number any more',
  TRAINING_REPEATED_OOM: 'The GPU ran out of memory again and again',
  TRAINING_THROUGHPUT_COLLAPSE: 'The training has become slower than the floor',
  TRAINING_STALLED_PROGRESS: 'The training makes no progress',
} as const;
export type GuardrailCode = keyof typeof GUARDRAILS;

const codes = Object.keys(GUARDRAILS) as [GuardrailCode, ...GuardrailCode[]];

export const guardrail = z.object({
  code: z.enum(codes),
  severity: z.literal('critical'),
  message: z.string(),
  evidence: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});
export type Guardrail = z.output<typeof guardrail>;

export function guardrailOf(code: GuardrailCode, evidence: Guardrail['evidence']): Guardrail {
  return { code, severity: 'critical', message: GUARDRAILS[code], evidence };
}
