import { randomBytes } from 'node:crypto';
import { open, rename, rm, statfs, type FileHandle } from 'node:fs/promises';

/** AuditFile is a file that only grows, or is cut back. */
export interface AuditFile {
  /** append writes all bytes at the end; when it fails, some of them may be there. */
  append(bytes: Uint8Array): Promise<void>;
  /** sync resolves when everything is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** AuditFileSystem is all that the writer asks of a disk; a test can stand in and fail. */
export interface AuditFileSystem {
  /** openAppend makes the file where there is none. */
  openAppend(path: string): Promise<AuditFile>;
  /** allocate makes a file of this many bytes that take their space on the disk, synced. */
  allocate(path: string, length: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** remove does nothing where there is no such file. */
  remove(path: string): Promise<void>;
  /** syncFolder makes names that came, went or changed lasting. */
  syncFolder(folder: string): Promise<void>;
  freeBytes(folder: string): Promise<number>;
}

/** Nobody but the owner reads the log: actors and resources are in it. */
const PRIVATE = 0o600;

export const nodeFileSystem: AuditFileSystem = {
  openAppend: async (path) => new NodeAuditFile(await open(path, 'a', PRIVATE)),
  async allocate(path, length) {
    await using file = await open(path, 'w', PRIVATE);
    // Random, since some file systems store zeros in no space at all.
    await file.writeFile(randomBytes(length));
    await file.sync();
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(folder) {
    await using handle = await open(folder);
    await handle.sync();
  },
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

class NodeAuditFile implements AuditFile {
  constructor(private readonly handle: FileHandle) {}

  /** appendFile goes on after a short write until all is written. */
  append(bytes: Uint8Array): Promise<void> {
    return this.handle.appendFile(bytes);
  }

  sync(): Promise<void> {
    return this.handle.sync();
  }

  truncate(length: number): Promise<void> {
    return this.handle.truncate(length);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
