import { ToolFailure } from '../server/tool-failure.js';

/** What the system's words mean for a caller, who is never shown the system's own message: it holds real paths. */
const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is no folder, or goes through something that is none',
  EISDIR: 'is a folder, wanted a file',
  ELOOP: 'goes through a symbolic link that may not be followed',
  EACCES: 'is closed to this server',
  EPERM: 'is closed to this server',
  ENAMETOOLONG: 'has a name that is too long',
  ENXIO: 'is no regular file',
  EROFS: 'is on a disk that cannot be written',
  ENOSPC: 'does not fit on the disk',
  EDQUOT: 'does not fit on the disk',
  EMFILE: 'cannot be opened now: too many files are open',
};

/** fileFailure makes a ToolFailure about `path` of an error of the file system; any other error stays as it is. */
export function fileFailure(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const problem = code === undefined || error instanceof ToolFailure ? undefined : PROBLEMS[code];
  return problem === undefined ? error : new ToolFailure('path', problem, { cause: error });
}

/** withFileFailures runs `work`, and tells its errors of the file system as ToolFailures. */
export async function withFileFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error);
  }
}
