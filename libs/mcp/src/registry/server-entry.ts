import { z } from 'zod';

const ID = /^[a-z0-9][a-z0-9_-]{0,62}$/;
/** Routes of the router's own stand where a server of these names would. */
const RESERVED = ['projects', 'servers'];
export const serverId = z
  .string()
  .regex(ID, 'must be lower-case letters, digits, "_" or "-"')
  .refine((id) => !RESERVED.includes(id), 'is a name that the router itself uses');

const patterns = z.array(z.string().min(1).max(256)).max(256);
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of a variable');

/** What a server wants in its environment: the seed's word, or more about it. */
const wantedVariable = z.union([
  z.enum(['required', 'optional']),
  z.strictObject({
    required: z.boolean().default(false),
    default: z.string().max(4_096).optional(),
    description: z.string().max(1_024).optional(),
    /** For whoever shows or asks for it; every value from outside of the registry is kept as a secret anyway. */
    secret: z.boolean().optional(),
  }),
]);

/** What of a kind may be used, by patterns over names or URIs: a denial goes before any permission. */
const rules = z.strictObject({ allow: patterns.optional(), deny: patterns.optional() }).default({});

const shared = {
  /** Free words by which agents and people find it. */
  scopes: z.array(z.string().min(1).max(64)).max(64).default([]),
  /** Client ids, with `*` for any run of characters. A denial goes before any permission. */
  allow_clients: patterns.default(['*']),
  deny_clients: patterns.default([]),
  tools: rules,
  prompts: rules,
  resources: rules,
  rate_limit_rpm: z.int().min(1).max(1_000_000).optional(),
  /** How long a call may be silent, and how long it may take with all its progress. */
  timeout_sec: z.int().min(1).max(3_600).default(60),
  max_total_sec: z.int().min(1).max(86_400).default(900),
  env_schema: z.record(variable, wantedVariable).default({}),
  /** Belongs to that project alone. */
  project: serverId.optional(),
  /** Without calls for so long it is stopped, and started again by the next one. */
  idle_stop_sec: z.int().min(5).max(86_400).default(600),
  /** False: a process for each client session, for servers that keep state of their client. */
  shared: z.boolean().default(true),
  description: z.string().max(2_048).optional(),
};

const command = z.strictObject({
  command: z.string().min(1).max(4_096),
  args: z.array(z.string().max(4_096)).max(128).default([]),
  cwd: z.string().regex(/^\//, 'must be an absolute path').optional(),
  ...shared,
});
const image = z.strictObject({
  image: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,400}(@sha256:[0-9a-f]{64})?$/, 'must be an image'),
  args: z.array(z.string().max(4_096)).max(128).default([]),
  network: z.enum(['none', 'egress']).default('none'),
  memory_mib: z.int().min(16).max(1_048_576).default(512),
  cpus: z.number().min(0.1).max(64).default(1),
  ...shared,
});
const remote = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
  transport: z.enum(['streamable-http', 'sse']).default('streamable-http'),
  /** Values may name a variable of env_schema: `Bearer ${TOKEN}`. */
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,128}$/), z.string().max(4_096)).default({}),
  ...shared,
});

/** serverEntry is one server of the registry, by how it is reached: a program, an image, or a URL. */
export const serverEntry = z.union([command, image, remote]);
export type ServerEntry = z.output<typeof serverEntry>;
/** The schema of each kind of entry, by the field that tells the kind. */
export const entryKinds = { command, image, url: remote } as const;
export type CommandEntry = z.output<typeof command>;
export type ImageEntry = z.output<typeof image>;
export type RemoteEntry = z.output<typeof remote>;
