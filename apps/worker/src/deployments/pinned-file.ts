import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { imageOverride } from '@app/docker';
import { serviceName } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { parse } from 'yaml';
import { z } from 'zod';

export type Images = ReadonlyMap<string, string>;

const content = z.strictObject({
  version: z.string().optional(),
  services: z.record(serviceName, z.strictObject({ image: z.string() })),
});

export interface PinnedImages {
  readonly version: string | undefined;
  readonly images: Images;
}

/** readPinned reads a file that writePinned wrote; an absent one pins nothing. Throws `pins_unreadable`. */
export async function readPinned(path: string): Promise<PinnedImages> {
  const text = await textOf(path);
  if (text === undefined) return { version: undefined, images: new Map() };
  const { version, services } = contentOf(text);
  return { version, images: new Map(Object.entries(services).map(([name, { image }]) => [name, image])) };
}

/**
 * writePinned replaces the file as a whole: after a crash it holds either what it held or all of the new. Throws
 * `pins_unwritable`.
 */
export async function writePinned(path: string, pinned: PinnedImages): Promise<void> {
  try {
    await replaceFile(path, imageOverride(pinned.images, pinned.version));
  } catch (cause) {
    const message = 'the images to be pinned cannot be written; see DATA_DIR/worker';
    throw new DomainError('pins_unwritable', message, { cause });
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx', 0o640);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(folder);
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(cause);
  }
}

function contentOf(text: string): z.output<typeof content> {
  try {
    return content.parse(parse(text));
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** The rename itself is on disk once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unreadable(cause: unknown): DomainError {
  const message = 'the images that deployments have pinned on this node cannot be read; see DATA_DIR/worker';
  return new DomainError('pins_unreadable', message, { cause });
}
