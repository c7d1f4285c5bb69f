import { AiToolkitBackend } from './ai-toolkit-backend.js';
import { AiToolkitMedia } from './ai-toolkit-media.js';
import type { Backend } from './backend.js';
import type { Connection } from './http/connection.js';
import type { Media } from './media.js';

export interface AiToolkit {
  readonly backend: Backend;
  readonly media: Media;
}

/** aiToolkit is an AI Toolkit server: its jobs and figures, and the files on its machine. */
export function aiToolkit(connection: Connection): AiToolkit {
  const backend = new AiToolkitBackend(connection);
  return { backend, media: new AiToolkitMedia(connection, (signal) => backend.folders(signal)) };
}
