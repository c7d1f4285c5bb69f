import { keyUsesFor } from '../keys/key-uses-for.js';
import type { KeyUses } from '../keys/key-uses.js';
import type { Watches } from '../live/watches.js';
import type { TimelineReads } from '../timeline/timeline-reads.js';
import type { ReachReads } from '../tools/reach-reads.js';
import type { TrainingReads } from '../training/training-reads.js';
import type { ReadCaller } from './read-caller.js';
import { knownPart, type ReadPart } from './read-part.js';

export type OwnRead = (caller: ReadCaller) => Promise<ReadPart>;

interface OwnReadsGiven {
  readonly watches: Pick<Watches, 'overview'>;
  readonly keyUses: Pick<KeyUses, 'read'>;
  readonly timelines: Pick<TimelineReads, 'read'>;
  readonly training: Pick<TrainingReads, 'read'>;
  readonly reach: Pick<ReachReads, 'read'>;
}

const BELOW = /^\/bff\/(timeline|training)\/([^/?#]{1,600})(?:\?([^#]{0,600}))?$/;

/** OwnReads are the reads that the dashboard answers itself, by their paths, with the checks that their routes have. */
export class OwnReads {
  constructor(private readonly given: OwnReadsGiven) {}

  /** find returns undefined for what is not answered here. */
  find(read: string): OwnRead | undefined {
    const { watches, keyUses, reach } = this.given;
    if (read === '/bff/overview') return async ({ session }) => knownPart(await watches.overview(session));
    if (read === '/bff/key-uses')
      return async ({ session, requestId }) => knownPart(await keyUsesFor(keyUses, session, requestId));
    if (read === '/bff/quarantine-reach') return (caller) => reach.read(caller);
    return this.below(read);
  }

  private below(read: string): OwnRead | undefined {
    const { timelines, training } = this.given;
    const [, kind, encoded = '', query = ''] = BELOW.exec(read) ?? [];
    const name = decoded(encoded);
    if (name === undefined) return undefined;
    if (kind === 'timeline') return (caller) => timelines.read(name, caller);
    if (kind === 'training') return (caller) => training.read(name, new URLSearchParams(query), caller);
    return undefined;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
