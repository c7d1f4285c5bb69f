import { serverId } from '@app/mcp';
import { z } from 'zod';

/** What an agent's id looks like as a model: this, then its name. */
export const AGENT_PREFIX = 'agent/';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits, "_" or "-"');

const agent = z.strictObject({
  description: z.string().max(1_024).optional(),
  /** A model of the gateway. An agent is none: two that used each other would never end. */
  model: z
    .string()
    .min(1)
    .max(512)
    .refine((id) => !id.startsWith(AGENT_PREFIX), 'must be a model, not an agent'),
  system: z.string().max(65_536).optional(),
  /** Patterns over `<server>/<tool>`. None is no tool at all. */
  tools: z.array(z.string().min(1).max(256)).max(64).default([]),
  /** Whose servers it may use besides the global ones. */
  project: serverId.optional(),
  /** Answers of the model in one run. */
  max_steps: z.int().min(1).max(100).default(8),
  /** Tokens of one run in all, those of the prompts included. */
  max_tokens: z.int().min(64).max(100_000_000).default(200_000),
  /** Tokens of one answer; without it the model's own limit. */
  max_output_tokens: z.int().min(1).max(1_000_000).optional(),
  timeout_sec: z.int().min(1).max(3_600).default(300),
  /** Tool calls at once. */
  parallel_calls: z.int().min(1).max(32).default(4),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
});

/** agentsFile is the schema of `agents.yaml`; without the file there is no agent. */
export const agentsFile = z.strictObject({ agents: z.record(name, agent).default({}) });

export type AgentsFile = z.output<typeof agentsFile>;
export type AgentSettings = z.output<typeof agent>;
