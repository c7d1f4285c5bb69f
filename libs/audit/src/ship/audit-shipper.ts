import { DomainError, systemClock, uuidv7, type Clock } from '@app/kernel';
import type { AuditEntry } from '../event/audit-entry.js';
import { INBOX_FIELD, INBOX_STREAM, shippedEntry } from './shipped-entry.js';

/** ShippingRedis is what the shipper needs of a connection; one of ioredis has it. */
export interface ShippingRedis {
  eval(script: string, keys: number, ...values: (string | number)[]): Promise<unknown>;
}

export interface ShipperOptions {
  /** The app that ships, in lower case: `router`. */
  readonly sender: string;
  readonly clock?: Clock;
}

const ANSWER_MS = 2_000;
/** An inbox with so many events takes no more: nothing is ever dropped from it. */
export const MOST_IN_INBOX = 100_000;

/** KEYS: the stream; ARGV: most events, field, entries. Answers how many of them, from the first, the stream had room for. */
const SHIP = `
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1])
local last = math.min(#ARGV, 2 + math.max(0, room))
for i = 3, last do redis.call('XADD', KEYS[1], '*', ARGV[2], ARGV[i]) end
return last - 2`;

/** An entry on its way. */
interface Parcel {
  readonly id: string;
  readonly text: string;
}

/** AuditShipper hands the events of an app that does not write the log to the one that does. */
export class AuditShipper {
  private readonly clock: Clock;

  constructor(
    private readonly redis: ShippingRedis,
    private readonly options: ShipperOptions,
  ) {
    this.clock = options.clock ?? systemClock;
  }

  /**
   * ship resolves with the event's id once Redis holds it, whether or not its reader is there. `audit_invalid`: the
   * entry is wrong. `audit_unavailable`: within two seconds Redis did not take it, and what the event is about must not
   * happen; it may arrive all the same.
   */
  async ship(entry: AuditEntry): Promise<string> {
    const parcel = this.parcel(entry);
    if ((await this.send([parcel])) === 1) return parcel.id;
    throw full();
  }

  /** shipAll ships many at once, in their order, and tells of each what `ship` would; it never rejects itself. */
  async shipAll(entries: readonly AuditEntry[]): Promise<PromiseSettledResult<string>[]> {
    const parcels = await Promise.allSettled(entries.map(async (entry) => this.parcel(entry)));
    const good = parcels.flatMap((parcel) => (parcel.status === 'fulfilled' ? [parcel.value] : []));
    const sent = await this.send(good).catch((reason: unknown) => ({ reason }));
    return Promise.allSettled(
      parcels.map(async (parcel) => {
        if (parcel.status === 'rejected') throw parcel.reason;
        if (typeof sent === 'object') throw sent.reason;
        if (good.indexOf(parcel.value) < sent) return parcel.value.id;
        throw full();
      }),
    );
  }

  private parcel(entry: AuditEntry): Parcel {
    const shipped_id = uuidv7();
    const happened_at = new Date(this.clock.now()).toISOString();
    const shipped = shippedEntry(entry, { shipped_by: this.options.sender, shipped_id, happened_at });
    return { id: shipped_id, text: JSON.stringify(shipped) };
  }

  private async send(parcels: readonly Parcel[]): Promise<number> {
    if (parcels.length === 0) return 0;
    const texts = parcels.map(({ text }) => text);
    return Number(
      await answered(this.redis.eval(SHIP, 1, INBOX_STREAM, MOST_IN_INBOX, INBOX_FIELD, ...texts)),
    );
  }
}

const full = (): DomainError => unavailable('the inbox is full');

async function answered(call: Promise<unknown>): Promise<unknown> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(unavailable('Redis did not answer in time')), ANSWER_MS);
  try {
    return await Promise.race([call, late.promise]);
  } catch (cause) {
    throw cause instanceof DomainError ? cause : unavailable('Redis did not take it', cause);
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(reason: string, cause?: unknown): DomainError {
  return new DomainError('audit_unavailable', `The audit takes no event: ${reason}.`, {
    upstream: 'redis',
    cause,
  });
}
