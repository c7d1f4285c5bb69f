import type { ServerContext } from '@modelcontextprotocol/server';

/** Tells a caller who asked for it how much was done, of how much if that is known. `done` must rise from call to call. */
export type Progress = (done: number, message: string, total?: number) => Promise<void>;

const MS_BETWEEN = 500;

/** progressOf is the progress of one call; nothing is sent to a caller who gave no token, nor twice within half a second. */
export function progressOf(request: ServerContext['mcpReq']): Progress {
  const { _meta: meta } = request;
  const token = meta?.progressToken;
  let told = -Infinity;
  let most = -Infinity;
  return async (done, message, total) => {
    const now = performance.now();
    if (token === undefined || now - told < MS_BETWEEN || done <= most) return;
    [told, most] = [now, done];
    const params = { progressToken: token, progress: done, message, ...(total !== undefined && { total }) };
    await request.notify({ method: 'notifications/progress', params });
  };
}
