import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { DomainError } from '@app/kernel';
import type { Root } from '../places/index.js';
import type { RoutingParts } from './routing-parts.js';

const STATE = 'alert-routing-state.json';
const LINES = /\.(jsonl|ndjson)$/i;
const JSON_FILE = /^[^.].*\.json$/i;
/** A state is at most ten thousand fingerprints. */
const MOST_STATE_BYTES = 4 * 1024 * 1024;

/** statePath is where routing remembers; a name of a caller's own is below the state folder or the outputs. */
export async function statePath({ places }: RoutingParts, wanted: string | undefined): Promise<string> {
  const name = wanted ?? STATE;
  if (!JSON_FILE.test(name.slice(name.lastIndexOf('/') + 1)))
    throw invalid('state_path', 'wanted the name of a .json file');
  const path = await writableIn([places.state, places.outputs], name, 'state_path');
  if ((await sizeOf(path)) > MOST_STATE_BYTES)
    throw invalid('state_path', 'names a file too large for a state');
  return path;
}

/** alertsFile is where alerts are appended; the day's own file when nobody says. */
export async function alertsFile({ places, now }: RoutingParts, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined && !LINES.test(wanted))
    throw invalid('destination', 'wanted a .jsonl or .ndjson file');
  const { outputs, state } = places;
  if (wanted !== undefined) return writableIn([outputs, state], wanted, 'destination');
  const day = now().toISOString().slice(0, 10).replaceAll('-', '');
  const root = (await outputs.isMounted()) ? outputs : state;
  return root.writable(`alerts/alerts-${day}.jsonl`, 'destination');
}

/** What is relative is below the first; an absolute path may be in any of them. */
async function writableIn(roots: readonly [Root, Root], path: string, param: string): Promise<string> {
  const [first, second] = roots;
  try {
    return await first.writable(path, param);
  } catch (error) {
    const isElsewhere = error instanceof DomainError && error.code === 'path_outside_root';
    if (!isElsewhere || !isAbsolute(path)) throw error;
    return second.writable(path, param);
  }
}

/** 0 for what is not there. */
async function sizeOf(path: string): Promise<number> {
  const about = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (about !== undefined && !about.isFile()) throw invalid('state_path', 'names no file');
  return about?.size ?? 0;
}

function invalid(param: string, message: string): DomainError {
  return new DomainError('invalid_argument', message, { param });
}
