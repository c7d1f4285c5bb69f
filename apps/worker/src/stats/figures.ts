import type { ContainerStats, EngineClient } from '@app/docker';
import { DomainError } from '@app/kernel';

/** Figures are what containers use; one that does not run uses nothing that could be told. */
export type Figures = Partial<Omit<ContainerStats, 'at'>>;

/** figuresOf reads one container, which may go meanwhile: nothing is told of it then. */
export async function figuresOf(
  client: Pick<EngineClient, 'containerStats'>,
  { id, state }: { readonly id: string; readonly state: string },
  signal: AbortSignal,
): Promise<Figures> {
  if (state !== 'running' && state !== 'paused') return {};
  try {
    const { at: _at, ...figures } = await client.containerStats(id, signal);
    return figures;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'container_not_found') return {};
    throw error;
  }
}

/** sumOf adds up what was told; a figure that nobody told is undefined, never 0. */
export function sumOf(containers: readonly Figures[]): Figures {
  const sum = (field: keyof Figures): number | undefined => {
    const told = containers.map((figures) => figures[field]).filter((value) => value !== undefined);
    return told.length === 0 ? undefined : told.reduce((total, value) => total + value, 0);
  };
  return {
    cpuPercent: sum('cpuPercent'),
    memoryBytes: sum('memoryBytes'),
    memoryLimitBytes: sum('memoryLimitBytes'),
    receivedBytes: sum('receivedBytes'),
    sentBytes: sum('sentBytes'),
  };
}
