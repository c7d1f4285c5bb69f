import type { ModelPull } from '../../api/library-views.js';
import type { NodeDisk, PlatformNode } from '../../api/ops-views.js';
import { freeText, unknownText, whereText } from '../../data/node-disk.js';
import { bytes } from '../../time/format.js';
import type { ProviderPlace } from './provider-place.js';
import { isOpen } from './pull-words.js';

/** ProviderRoom is the disk of the node that a provider runs on, or why it is not known. */
export interface ProviderRoom {
  readonly node: string;
  readonly disk?: NodeDisk | undefined;
  readonly unknown?: string;
}

/** roomAt looks the disk up; `nodes` is undefined while nobody tells of them. */
export function roomAt(
  place: ProviderPlace | undefined,
  nodes: readonly PlatformNode[] | undefined,
): ProviderRoom {
  const node = place?.node ?? 'its node';
  if (nodes === undefined) return { node, unknown: 'ops does not tell of the nodes' };
  const found = nodes.find(({ id }) => id === place?.node);
  if (found === undefined) return { node, unknown: 'its provider runs on no node that is known' };
  return found.disk === undefined ? { node, unknown: unknownText(found) } : { node, disk: found.disk };
}

/** planNeeds is what a plan of a pull says of the disk. */
export function planNeeds({ node, disk, unknown = '' }: ProviderRoom): string[] {
  const size = 'Its size is known once the registry has answered; the pull then says what will be left.';
  if (disk === undefined) return [`Room on the disk of ${node} is not known: ${unknown}.`, size];
  const others = 'Whether models lie on that file system, no provider tells.';
  return [`The disk of ${node} has ${freeText(disk)}, ${whereText(disk)}. ${others}`, size];
}

/** RoomSeen is what was read of the disk next before a pull began, and next after it ended. */
export interface RoomSeen {
  readonly before?: NodeDisk;
  readonly after?: NodeDisk;
}

/** A reading that is later may tell of anything that was done since. */
const SOON_MS = 60_000;

/** seenWith takes a reading into account; it returns the same object where that tells nothing new. */
export function seenWith(seen: RoomSeen, pull: ModelPull, disk: NodeDisk | undefined): RoomSeen {
  if (disk === undefined || disk === seen.before || disk === seen.after) return seen;
  const at = Date.parse(disk.read_at);
  const { started_at: began, ended_at: ended } = pull;
  if (began === null && ended !== null) return seen;
  if (began === null || at <= Date.parse(began)) return { ...seen, before: disk };
  if (ended === null || seen.after !== undefined) return seen;
  const since = at - Date.parse(ended);
  return since >= 0 && since <= SOON_MS ? { ...seen, after: disk } : seen;
}

/** roomText is `Free on local: 120 GiB before, 118 GiB now, about 112 GiB when all has come`, as far as it is known. */
export function roomText(
  pull: ModelPull,
  room: ProviderRoom,
  { before, after }: RoomSeen,
): string | undefined {
  const { node, disk } = room;
  const parts = [before && `${bytes(before.free_bytes)} before`];
  if (!isOpen(pull)) parts.push(after && `${bytes(after.free_bytes)} after`);
  else if (disk === undefined) return `Room on the disk of ${node} is not known: ${room.unknown ?? ''}.`;
  else parts.push(`${bytes(disk.free_bytes)} now`, leftText(pull, disk));
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : `Free on ${node}: ${known.join(', ')}`;
}

/** What has still to come takes room; of what is there already the disk has told. */
function leftText({ completed_bytes: come, total_bytes: all }: ModelPull, disk: NodeDisk): string {
  if (all === 0) return 'what will be left is known with its size';
  const left = disk.free_bytes - Math.max(0, all - come);
  return left < 0 ? `${bytes(-left)} too little for all of it` : `about ${bytes(left)} when all has come`;
}
