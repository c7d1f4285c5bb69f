import { z } from 'zod';
import { answerOf, type Asked } from './asked.js';

/** ServerLimit is how many calls a minute a tool server takes of each client. */
export interface ServerLimit {
  readonly server: string;
  readonly per_minute: number;
}

/** LimitsView is the limits of the servers that are enabled; models have none. */
export interface LimitsView {
  /** Null: they could not be read, and `limits_reason` says why. */
  readonly limits: readonly ServerLimit[] | null;
  readonly limits_reason?: string;
}

const servers = z.looseObject({
  enabled: z.array(z.string()),
  registry: z.record(z.string(), z.looseObject({ rate_limit_rpm: z.number().optional() })),
});

/** readLimits never fails because of the router. */
export async function readLimits(asked: Asked): Promise<LimitsView> {
  const read = await answerOf(asked, 'router', '/api/mcp/servers', servers);
  if (typeof read === 'string') return { limits: null, limits_reason: read };
  const limits = read.enabled.flatMap((server) => {
    const per_minute = read.registry[server]?.rate_limit_rpm;
    return per_minute === undefined ? [] : [{ server, per_minute }];
  });
  return { limits };
}
