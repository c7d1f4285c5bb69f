import { inBatches, type ComposeDocument, type ImageSetup, type ServiceContainer } from '@app/docker';
import { DomainError } from '@app/kernel';
import { imageOnNode } from '../deployments/image-on-node.js';
import type { NodeEngine } from '../nodes/node-engines.js';
import { objectOf, textOf } from './compose-values.js';
import { runningFields } from './running-fields.js';
import {
  differencesOf,
  untoldIn,
  type Field,
  type FieldDifference,
  type SetupFields,
} from './setup-fields.js';
import { wantedFields } from './wanted-fields.js';

export interface ServiceComparison {
  readonly containers: readonly ContainerComparison[];
  /** Fields that could not be compared. */
  readonly untold: readonly Field[];
}

export interface ContainerComparison {
  readonly container: ServiceContainer;
  readonly running: SetupFields;
  readonly files: SetupFields;
  readonly differences: readonly FieldDifference[];
}

interface Compared {
  readonly engine: NodeEngine;
  readonly document: ComposeDocument;
  readonly service: string;
  readonly containers: readonly ServiceContainer[];
}

const AT_ONCE = 4;

/** compareService compares each container with what the files would make now; undefined for one that they do not name. */
export async function compareService(
  compared: Compared,
  signal: AbortSignal,
): Promise<ServiceComparison | undefined> {
  const { engine, document, service } = compared;
  if (document.services[service] === undefined) return undefined;
  const name = imageName(compared);
  const wanted = await wantedImage(engine, name, signal);
  const containers = await inBatches(compared.containers, AT_ONCE, (container) =>
    compareContainer(compared, container, { name, ...wanted }, signal),
  );
  return { containers, untold: [...new Set(containers.flatMap(({ files }) => untoldIn(files)))] };
}

/** A service that is only built runs what Compose names so. */
function imageName({ engine, document, service }: Compared): string {
  const given = textOf(objectOf(document.services[service])['image']);
  return given || `${engine.node.compose.project}${document.generation === 1 ? '_' : '-'}${service}`;
}

interface WantedImage {
  readonly id: string | undefined;
  readonly setup: ImageSetup | undefined;
}

async function wantedImage({ client }: NodeEngine, name: string, signal: AbortSignal): Promise<WantedImage> {
  const id = (await imageOnNode(client, name, signal))?.id;
  return { id, setup: id === undefined ? undefined : await client.imageSetup(id, signal) };
}

/** While the node does not have the wanted image, what the present one brings stands in for it. */
async function compareContainer(
  { engine, document, service }: Compared,
  container: ServiceContainer,
  image: WantedImage & { readonly name: string },
  signal: AbortSignal,
): Promise<ContainerComparison> {
  const { project, directory } = engine.node.compose;
  const setup = await engine.client.containerSetup(container.id, signal);
  const brought = image.setup ?? (await setupOrNone(engine, setup.imageId, signal));
  const running = runningFields(setup, directory);
  const entry = objectOf(document.services[service]);
  const files = wantedFields({ document, entry, project, directory, image: { ...image, setup: brought } });
  return { container, running, files, differences: differencesOf(running, files) };
}

const NONE: ImageSetup = {
  command: [],
  entrypoint: [],
  env: [],
  labels: {},
  user: '',
  workingDir: '',
  volumes: [],
};

async function setupOrNone({ client }: NodeEngine, id: string, signal: AbortSignal): Promise<ImageSetup> {
  try {
    return await client.imageSetup(id, signal);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'image_not_found') return NONE;
    throw error;
  }
}
