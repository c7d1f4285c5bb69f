import { readDiskRoom, type DiskRoom, type EngineClient } from '@app/docker';
import { DomainError, type Clock } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';

/** NodeDisk is the room on one file system of a node, and which it is. */
export interface NodeDisk extends DiskRoom {
  /**
   * `docker`: where the engine says that it keeps images and volumes. `worker`, `gate`: where that program lies; in a
   * container that is where the engine keeps the layers of containers.
   */
  readonly where: 'docker' | 'worker' | 'gate';
  /** By our clock, Unix milliseconds. */
  readonly readAt: number;
}

const GIB = 2 ** 30;
const LEAST_PART = 0.1;
const LEAST_BYTES = 5 * GIB;

/** isLow tells whether less than a tenth, or less than 5 GiB, is free. */
export function isLow({ totalBytes, freeBytes }: DiskRoom): boolean {
  return freeBytes < LEAST_BYTES || freeBytes < LEAST_PART * totalBytes;
}

type Asked = Pick<NodeEngine, 'node' | 'client'>;

/** readNodeDisk rejects with a DomainError that says in words why it is not known. */
export async function readNodeDisk(
  { node, client }: Asked,
  clock: Clock,
  signal: AbortSignal,
): Promise<NodeDisk> {
  const disk =
    node.engine.kind === 'local'
      ? await localDisk(client, clock, signal)
      : await remoteDisk(client, clock, signal);
  // Some file systems, as those of the kernel, have no size.
  if (disk.totalBytes === 0) throw unknownDisk('its file system does not tell its size');
  return disk;
}

/** An engine that does not answer hides only where it keeps its data: a full disk may be why. */
async function localDisk(client: EngineClient, clock: Clock, signal: AbortSignal): Promise<NodeDisk> {
  const folder = await dataRootOf(client, signal);
  const room = folder === undefined ? undefined : await roomOf(folder);
  const readAt = clock.now();
  if (room !== undefined) return { where: 'docker', readAt, ...room };
  return { where: 'worker', readAt, ...(await readDiskRoom('/')) };
}

async function dataRootOf(client: EngineClient, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await client.info(signal)).dataRoot;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

const NOT_SEEN: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'EACCES'];

/** Undefined where the worker, as in a container, does not see that folder. */
async function roomOf(folder: string): Promise<DiskRoom | undefined> {
  try {
    return await readDiskRoom(folder);
  } catch (error) {
    if (NOT_SEEN.includes((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}

async function remoteDisk(client: EngineClient, clock: Clock, signal: AbortSignal): Promise<NodeDisk> {
  const disk = await askGate(client, signal);
  if (disk === undefined) throw unknownDisk('its create gate cannot read it');
  const { ageMs, ...room } = disk;
  return { where: 'gate', readAt: clock.now() - ageMs, ...room };
}

const WORDS: Readonly<Record<string, string>> = {
  node_proxy_refused: 'its proxy or its create gate is of a release that does not tell it',
  node_proxy_failed: 'it has no create gate that would tell it',
};

async function askGate(client: EngineClient, signal: AbortSignal) {
  try {
    return await client.gateDisk(signal);
  } catch (error) {
    if (!(error instanceof DomainError) || WORDS[error.code] === undefined) throw error;
    throw unknownDisk(WORDS[error.code] ?? '', error);
  }
}

function unknownDisk(reason: string, cause?: unknown): DomainError {
  return new DomainError('disk_unknown', reason, { cause });
}
