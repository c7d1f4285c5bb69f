import { readFile, rename } from 'node:fs/promises';
import { replaceFile } from '@app/config';
import { DomainError } from '@app/kernel';
import { emptyState, routingState, type RoutingState } from './routing-state.js';

const MODE = 0o600;

export interface ReadState {
  readonly state: RoutingState;
  /** Where a file that was torn was put; undefined when it was whole, or not there. */
  readonly tornFile: string | undefined;
}

/**
 * readState reads what was remembered. A file that was torn, by a machine that went down while it wrote, is put beside,
 * and nothing is remembered: alerts may come twice, but none is lost. So is one of our own (`isOurs`) that holds something
 * else; one that a caller named is not ours to move: throws `invalid_argument`.
 */
export async function readState(path: string, now: Date, isOurs = false): Promise<ReadState> {
  const text = await textOf(path);
  if (text === undefined) return { state: emptyState(now), tornFile: undefined };
  const parsed = parsedOrUndefined(text);
  const { success, data } = routingState.safeParse(parsed?.value);
  if (success) return { state: data, tornFile: undefined };
  if (parsed !== undefined && !isOurs) throw foreign();
  const tornFile = `${path}.torn`;
  await rename(path, tornFile);
  return { state: emptyState(now), tornFile };
}

function foreign(): DomainError {
  const message = 'names a file that holds something else than the state of routing';
  return new DomainError('invalid_argument', message, { param: 'state_path' });
}

export async function writeState(path: string, state: RoutingState): Promise<void> {
  try {
    await replaceFile(path, `${JSON.stringify(state)}\n`, MODE);
  } catch (cause) {
    const message =
      'the alerts were delivered, but the state cannot be written: the same alerts may come again';
    throw new DomainError('state_not_written', message, { param: 'state_path', cause });
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for what is torn: the beginning of an object is never JSON itself. */
function parsedOrUndefined(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
