import { z } from 'zod';
import type { DockerProgram } from './docker-program.js';
import { imageError } from './image-error.js';

/** ImageFacts is what an image says of itself that matters for running it. */
export interface ImageFacts {
  /** `sha256:…`; what was looked at is what runs, whatever its name stands for a moment later. */
  readonly id: string;
  /** As `--user` takes it; never root. */
  readonly user: string;
  /** Absolute paths that it declares as volumes. */
  readonly volumes: readonly string[];
}

/** Only what is needed: the whole description of an image has no bound. */
const FORMAT = '{"id":{{json .Id}}{{with .Config}},"user":{{json .User}},"volumes":{{json .Volumes}}{{end}}}';
const facts = z.object({
  id: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  user: z.string().default(''),
  volumes: z.record(z.string(), z.unknown()).nullish(),
});

const NOBODY = '65534:65534';
/** No user, or root by name or number, whatever the group. */
const ROOT = /^(root|[+-]?0+)?(:|$)/;
/** The argument that mounts them is a comma-separated list of options. */
const PLAIN_PATH = /^\/[A-Za-z0-9._/-]{1,255}$/;
const MOST_VOLUMES = 16;

/** readImageFacts throws `mcp_image_missing`, `mcp_image_refused` or `mcp_container_failed`. */
export async function readImageFacts(
  docker: DockerProgram,
  server: string,
  image: string,
): Promise<ImageFacts> {
  const args = ['image', 'inspect', '--format', FORMAT, image];
  const { ok, output, complaint } = await docker.run(server, args);
  if (!ok && /no such image/i.test(complaint)) {
    const message = `the image "${image}" is not on this host; fetch it with: docker pull ${image}`;
    throw imageError(server, 'mcp_image_missing', message);
  }
  if (!ok) throw imageError(server, 'mcp_container_failed', `the image cannot be inspected: ${complaint}`);
  const { id, user, ...declared } = facts.parse(JSON.parse(output));
  const volumes = Object.keys(declared.volumes ?? {});
  if (volumes.length > MOST_VOLUMES || !volumes.every((path) => PLAIN_PATH.test(path))) {
    throw imageError(server, 'mcp_image_refused', 'the image declares volumes that cannot be mounted safely');
  }
  return { id, user: ROOT.test(user) ? NOBODY : user, volumes };
}
