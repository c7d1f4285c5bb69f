import type { JsonObject } from '@app/kernel';
import type { ModelLoad, NativeRequest } from '../translation.js';
import { unloadsAtOnce } from './keep-alive-time.js';
import { runnerOptions } from './sampling-options.js';

/** The request that makes Ollama load a model for each of its routes: one that asks for nothing. */
const NOTHING: Readonly<Record<string, JsonObject>> = {
  '/api/chat': { messages: [], stream: false },
  '/api/generate': { prompt: '', stream: false },
  '/api/embed': { input: [] },
};

/**
 * modelLoad is the load that `request`, a native request for `path`, needs: the same model with the same runner
 * options, kept as long. A keep-alive of zero is left to the request itself, as it would turn a load around.
 */
export function modelLoad(path: string, request: NativeRequest): ModelLoad {
  const { model, keep_alive: keepAlive } = request;
  const runner = runnerOptions(request.options);
  const unloads = unloadsAtOnce(keepAlive);
  const load: JsonObject = { model, ...NOTHING[path] };
  if (Object.keys(runner).length > 0) load['options'] = runner;
  if (keepAlive !== undefined && !unloads) load['keep_alive'] = keepAlive;
  return { model, path, request: load, runner, unloads };
}
