import type { VramMark } from '../gpu/vram-rule.js';
import type { ChangeWork } from './change-work.js';

/**
 * memoryReleased waits, for a bounded time, until services that were just stopped have given their GPU memory back. It is
 * false when that was not seen, or the job was cancelled: who stopped them starts something in their place all the same.
 */
export async function memoryReleased(
  { engine, vram, context }: Pick<ChangeWork, 'engine' | 'vram' | 'context'>,
  services: readonly string[],
  held: VramMark,
  signal: AbortSignal,
): Promise<boolean> {
  const names = services.join(', ');
  await context.progress(`wait for the GPU memory of ${names}`);
  try {
    const released = await vram.released(engine.node, held, signal);
    if (!released)
      await context.log(`${names}: its GPU memory was not seen to be free; it is started anyway`);
    return released;
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  }
}
