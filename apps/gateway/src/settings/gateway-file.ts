import { z } from 'zod';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,30}$/, 'must be 1 to 31 lower-case letters, digits, "_" or "-"')
  .refine((value) => value !== 'loopback', '"loopback" is built in');
const url = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    message: 'must be an http:// or https:// URL',
  })
  .transform((value) => value.replace(/\/+$/, ''));
const seconds = z.number().min(0).max(86_400);

const timeouts = z.strictObject({
  connect_sec: seconds.optional(),
  first_token_sec: seconds.optional(),
  idle_sec: seconds.optional(),
  total_sec: seconds.optional(),
});

const service = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\/[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    'must be node/service, as ops has it',
  );

const upstream = {
  id,
  url,
  service: service.optional(),
  timeouts: timeouts.default({}),
  connections: z.number().int().min(1).max(10_000).default(512),
  tls: z
    .strictObject({
      ca_file: z.string().optional(),
      cert_file: z.string().optional(),
      key_file: z.string().optional(),
      server_name: z.string().optional(),
    })
    .refine((tls) => (tls.cert_file === undefined) === (tls.key_file === undefined), {
      message: 'cert_file and key_file go together',
    })
    .optional(),
};

const ollama = z.strictObject({
  ...upstream,
  kind: z.literal('ollama'),
  num_ctx: z.number().int().min(256).max(4_194_304).optional(),
  keep_alive: z.union([z.string(), z.number()]).optional(),
  unknown_fields: z.enum(['reject', 'ignore']).default('reject'),
});

const openAiLike = z.strictObject({
  ...upstream,
  kind: z.enum(['openai', 'vllm']),
  api_key_env: z.string().optional(),
  api_key_file: z.string().optional(),
  stream_usage: z.boolean().default(true),
});

/** gatewayFile is the schema of `gateway.yaml`; every part has a default, so the file may be absent. */
export const gatewayFile = z.strictObject({
  default_provider: z.string().optional(),
  providers: z.array(z.discriminatedUnion('kind', [ollama, openAiLike])).default([]),
  aliases: z.record(z.string().min(1), z.string().min(1)).default({}),
  timeouts: timeouts.default({}),
  limits: z
    .strictObject({
      body_mib: z.number().int().min(1).max(1024).default(32),
      buffered_bodies_mib: z.number().int().min(1).max(65_536).default(512),
    })
    .default({ body_mib: 32, buffered_bodies_mib: 512 }),
});

export type GatewayFile = z.output<typeof gatewayFile>;
export type ProviderEntry = GatewayFile['providers'][number];
