/** ModelSource reads below the outputs, wherever they are. */
export interface ModelSource {
  /** Opens a model. Throws `model_not_found` and `path_outside_root`. Whoever opens it reads the stream or discards it. */
  open(path: string, signal: AbortSignal): Promise<OpenedModel>;
  /** The text of a file beside a model; undefined when there is none. Throws `file_too_large`. */
  beside(model: OpenedModel, name: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface OpenedModel {
  /** Below the outputs, with `/`. */
  readonly path: string;
  /** Bytes; undefined when nobody says. */
  readonly size: number | undefined;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** Of a file beside a model. */
export const MOST_BESIDE = 1024 * 1024;

export function pathBeside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name;
}

/** discard ends a stream that nobody wants to read: one that was never begun would stay open. */
export async function discard(stream: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = stream[Symbol.asyncIterator]();
  await parts.next();
  await parts.return?.();
}
