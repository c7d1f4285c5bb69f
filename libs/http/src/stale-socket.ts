import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';

/** removeStaleSocket removes what a killed app left at the path; one that still answers is left alone. */
export async function removeStaleSocket(path: string): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') await rm(path);
  } finally {
    socket.destroy();
  }
}
