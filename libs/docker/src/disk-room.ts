import { statfs } from 'node:fs/promises';

/** DiskRoom is how large a file system is, and how much of it who is not root may still fill. */
export interface DiskRoom {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/**
 * readDiskRoom asks for the file system that a folder lies on. Within a container, "/" lies on that of the engine's layers.
 * Rejects as `statfs` does.
 */
export async function readDiskRoom(folder: string): Promise<DiskRoom> {
  const { bsize, blocks, bavail } = await statfs(folder);
  return { totalBytes: bsize * blocks, freeBytes: bsize * bavail };
}
