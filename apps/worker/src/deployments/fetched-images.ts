import { parseImageReference } from '@app/docker';
import type { ImageTarget, Rollout } from '@app/jobs';
import { DomainError, type JsonValue } from '@app/kernel';
import type { ChangeWork } from '../changes/change-work.js';
import { digestUnder, imageOnNode } from './image-on-node.js';
import type { Images } from './pinned-file.js';
import { pullImage } from './pull-image.js';

/** Fetched is a reference before and after it was pulled, by image id. */
export interface Fetched {
  readonly service: string;
  readonly reference: string;
  readonly before: string | undefined;
  readonly after: string;
}

type FetchWork = Pick<ChangeWork, 'engine' | 'project' | 'context'>;

/**
 * fetchImages pulls what a rollout needs: by its policy each reference or only missing ones, never an image that is
 * meant by its id and is there. Throws `image_not_found` when a reference does not stand for the id that is meant.
 */
export async function fetchImages(
  work: FetchWork,
  rollout: Rollout,
  targets: Images,
  files: readonly string[],
): Promise<Fetched[]> {
  const fetched: Fetched[] = [];
  for (const [index, [service, reference]] of [...targets].entries()) {
    const target = rollout.images[service] as ImageTarget;
    const before = (await imageOnNode(work.engine.client, reference))?.id;
    if (before !== undefined && !mustPull(rollout, target)) continue;
    await pullImage(work, { service, reference }, files, (part) =>
      work.context.progress(`pull ${service}`, Math.round((100 * (index + part)) / targets.size)),
    );
    fetched.push({ service, reference, before, after: await fetchedId(work, reference, target) });
  }
  return fetched;
}

function mustPull({ pull }: Rollout, { id }: ImageTarget): boolean {
  return pull === 'always' && id === undefined;
}

async function fetchedId({ engine }: FetchWork, reference: string, { id }: ImageTarget): Promise<string> {
  const after = (await imageOnNode(engine.client, reference))?.id;
  if (after !== undefined && (id === undefined || id === after)) return after;
  const message = `${reference} does not stand for the image that is meant, and the node does not have that one`;
  throw new DomainError('image_not_found', message, { param: 'images' });
}

/**
 * restoreTags lets tags that a pull has moved stand for what they stood for before. On a remote node they stay: its
 * proxy lets nobody give a name to an image from afar.
 */
export async function restoreTags(
  { engine, context }: FetchWork,
  fetched: readonly Fetched[],
): Promise<void> {
  if (engine.node.engine.kind === 'remote') return;
  for (const { reference, before, after } of fetched) {
    if (before === undefined || before === after) continue;
    if (parseImageReference(engine.node.id, reference).tag.startsWith('sha256:')) continue;
    await context.fence.check();
    await engine.client.tagImage(before, reference);
  }
}

/** fetchedResults tells each pull for the job's outcome. */
export async function fetchedResults(
  { engine }: FetchWork,
  fetched: readonly Fetched[],
): Promise<JsonValue[]> {
  return Promise.all(
    fetched.map(async ({ service, reference, before, after }) => {
      const image = await imageOnNode(engine.client, after);
      const digest = (image && digestUnder(reference, image)) ?? null;
      return { service, reference, before: before ?? null, after, digest };
    }),
  );
}
