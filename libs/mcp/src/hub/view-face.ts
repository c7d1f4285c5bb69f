import { isJsonObject, type JsonObject } from '@app/kernel';
import type { Era } from '../wire/messages.js';
import type { ServerFace } from '../upstream/server-pool.js';
import type { HubLimits } from './hub-limits.js';
import type { View } from './hub-types.js';
import { TASKS } from './task-tickets.js';

/** Of extensions, those that need nothing but tools and resources, and tasks, which have been routed since 2026-07-28. */
const EXTENSIONS = { legacy: ['io.modelcontextprotocol/ui'], modern: ['io.modelcontextprotocol/ui', TASKS] };

/**
 * viewCapabilities is what a view can do, from what was seen of its servers. A view of many always has the three lists, which
 * other servers may fill later; so has a view of one server that nobody has seen. What needs more than routing, as
 * experimental things may, is left out.
 */
export function viewCapabilities(view: View, faces: readonly ServerFace[], era: Era): JsonObject {
  const open = view.kind !== 'server' || faces.length === 0;
  const has = (name: string): boolean => faces.some(({ capabilities }) => isJsonObject(capabilities[name]));
  const capabilities: JsonObject = {};
  if (open || has('tools')) capabilities['tools'] = { listChanged: true };
  if (open || has('prompts')) capabilities['prompts'] = { listChanged: true };
  if (open || has('resources')) capabilities['resources'] = { listChanged: true, ...subscribeOf(faces) };
  for (const name of ['completions', 'logging']) if (has(name)) capabilities[name] = {};
  const extensions = extensionsOf(faces, EXTENSIONS[era]);
  if (extensions !== undefined) capabilities['extensions'] = extensions;
  return capabilities;
}

/** viewInstructions is what the servers want their users to know, each under its id, within bounds. */
export function viewInstructions(
  view: View,
  faces: readonly { readonly id: string; readonly face: ServerFace }[],
  limits: HubLimits,
): string | undefined {
  const parts: string[] = [];
  for (const { id, face } of faces) {
    const text = face.instructions?.trim();
    if (text === undefined || text === '') continue;
    const bounded = cut(text, limits.instructionsOfOne);
    parts.push(view.kind === 'server' ? bounded : `# ${id}\n${bounded}`);
  }
  return parts.length === 0 ? undefined : cut(parts.join('\n\n'), limits.instructions);
}

function subscribeOf(faces: readonly ServerFace[]): JsonObject {
  const can = faces.some(
    ({ capabilities: { resources } }) => isJsonObject(resources) && resources['subscribe'] === true,
  );
  return can ? { subscribe: true } : {};
}

function extensionsOf(faces: readonly ServerFace[], known: readonly string[]): JsonObject | undefined {
  const found: JsonObject = {};
  for (const { capabilities } of faces) {
    const offered = capabilities['extensions'];
    if (!isJsonObject(offered)) continue;
    for (const name of known) if (isJsonObject(offered[name])) found[name] ??= offered[name];
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

/** Says that it cut, and never cuts a character in two. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 4).toWellFormed()} […]`;
}
