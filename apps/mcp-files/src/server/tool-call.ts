import type { ServerContext } from '@modelcontextprotocol/server';

const MS_BETWEEN = 500;

/** ToolCall is what a tool knows of the call that it answers. */
export class ToolCall {
  readonly signal: AbortSignal;
  #told = performance.now();
  #done = 0;

  constructor(private readonly context: ServerContext) {
    this.signal = context.mcpReq.signal;
  }

  /** progress tells a caller who asked for it how much was done, now and then, and only when it is more than before. */
  async progress(done: number, message: string): Promise<void> {
    const { _meta: meta } = this.context.mcpReq;
    const token = meta?.progressToken;
    const now = performance.now();
    if (token === undefined || now - this.#told < MS_BETWEEN || done <= this.#done) return;
    this.#told = now;
    this.#done = done;
    const params = { progressToken: token, progress: done, message };
    await this.context.mcpReq.notify({ method: 'notifications/progress', params });
  }
}
