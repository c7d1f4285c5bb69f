import { z } from 'zod';

const drift = z.enum(['none', 'drifted', 'unknown']);

const container = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  health: z.string().optional(),
  image: z.string(),
  imageId: z.string(),
  imageDigest: z.string().optional(),
  configHash: z.string().optional(),
  drift,
  ports: z.array(
    z.object({
      container: z.number(),
      host: z.number().optional(),
      address: z.string().optional(),
      protocol: z.string(),
    }),
  ),
  restartCount: z.number(),
  exitCode: z.number(),
  startedAt: z.string().optional(),
});

const service = z.object({
  node: z.string(),
  project: z.string(),
  service: z.string(),
  state: z.string(),
  health: z.string().optional(),
  dependsOn: z.array(z.string()),
  protected: z.boolean(),
  drift,
  differs: z.array(z.string()).optional(),
  containers: z.array(container),
});
type WorkerService = z.output<typeof service>;

const problem = z.object({ node: z.string(), code: z.string(), reason: z.string() });

const lost = z.object({ node: z.string(), seenAt: z.string(), services: z.array(service) });

/** What the worker says of services, of nodes that it could not read, and of what it saw on those before. */
export const serviceList = z.object({
  services: z.array(service),
  problems: z.array(problem),
  lost: z.array(lost).default([]),
});

/** What the worker says of nodes. */
export const nodeList = z.object({
  nodes: z.array(z.looseObject({ id: z.string(), kind: z.string(), ok: z.boolean() })),
});

/** viewOf is a service as our clients read it. */
export function viewOf({ node, service: name, containers, dependsOn, ...rest }: WorkerService) {
  return {
    id: name,
    name,
    node,
    project: rest.project,
    state: rest.state,
    health: rest.health,
    protected: rest.protected,
    drift: rest.drift,
    differs: rest.differs,
    depends_on: dependsOn,
    containers: containers.map((each) => ({
      id: each.id,
      name: each.name,
      state: each.state,
      health: each.health,
      image: each.image,
      image_id: each.imageId,
      digest: each.imageDigest,
      config_hash: each.configHash,
      drift: each.drift,
      ports: each.ports,
      restart_count: each.restartCount,
      exit_code: each.exitCode,
      started_at: each.startedAt,
    })),
  };
}

export type ServiceView = ReturnType<typeof viewOf>;
