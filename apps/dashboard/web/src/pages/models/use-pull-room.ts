import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ModelPull } from '../../api/library-views.js';
import { known, useLiveView } from '../../data/queries.js';
import { roomAt, roomText, seenWith, type ProviderRoom, type RoomSeen } from './pull-room.js';
import { usePlaces } from './use-places.js';

/** useProviderRoom tells of the disk of a provider's node as it is known at the moment of asking. */
export function useProviderRoom(): (provider: string) => ProviderRoom {
  const client = useQueryClient();
  const places = usePlaces();
  return (provider) => roomAt(places.get(provider), known(client, 'nodes')?.nodes);
}

/** What this tab saw outlives its page, and not the tab: nobody else keeps it. */
const kept = new Map<string, RoomSeen>();
const MOST = 50;

/** usePullRoom says what is free on the disk of a pull's node, before, now and after, as far as this tab saw it. */
export function usePullRoom(pull: ModelPull): string | undefined {
  const nodes = useLiveView('nodes')?.nodes;
  const room = roomAt(usePlaces().get(pull.provider), nodes);
  const [seen, setSeen] = useState<RoomSeen>(() => kept.get(pull.id) ?? {});
  const next = seenWith(seen, pull, room.disk);
  if (next !== seen) setSeen(next);
  useEffect(() => keep(pull.id, next), [pull.id, next]);
  return roomText(pull, room, next);
}

function keep(id: string, seen: RoomSeen): void {
  if (seen.before === undefined && seen.after === undefined) return;
  kept.delete(id);
  kept.set(id, seen);
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
}
