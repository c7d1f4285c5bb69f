import type { Fields } from './field-check.js';

export interface StreamChoice {
  readonly stream: boolean;
  /** Whether the client asked for a last chunk with the token counts. */
  readonly includeUsage: boolean;
}

/** streamChoice reads `stream` and `stream_options`. */
export function streamChoice(body: Fields): StreamChoice {
  const stream = body.boolean('stream') ?? false;
  const options = body.value('stream_options') === undefined ? undefined : body.child('stream_options');
  return { stream, includeUsage: options?.boolean('include_usage') ?? false };
}
