import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a collection costs is worth it when about so many sessions' memory can be had back. */
const MANY = 250;
const LOOK_MS = 5_000;
/** Of its time, a process that has next to nothing to do is busy for less than this. */
const CALM = 0.1;

/** Its one use is to let go of memory, so that it is a last-resort collection, the only kind after which V8 frees its pages. */
type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

interface GiveBackOptions {
  readonly collect?: () => void;
  readonly lookMs?: number;
  /** The share of the time since it was last asked in which the process was busy, from 0 to 1. */
  readonly busy?: () => number;
}

/**
 * GiveBack returns memory to the system after many sessions have ended. V8 does not collect garbage in a process that
 * allocates nothing, and keeps the pages of a past rush for the next one; so this asks it to, once nothing goes on: the
 * collection holds everything up for some tenths of a second.
 */
export class GiveBack {
  private ended = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly collect: () => void;
  private readonly busy: () => number;

  constructor(private readonly options: GiveBackOptions = {}) {
    this.collect = options.collect ?? lastResort();
    this.busy = options.busy ?? loopUse();
  }

  /** sessionEnded counts; nothing is done before many have ended and the process is calm. */
  sessionEnded(): void {
    this.ended += 1;
    if (this.ended < MANY || this.timer !== undefined) return;
    this.busy();
    this.timer = setInterval(() => this.look(), this.options.lookMs ?? LOOK_MS).unref();
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    if (this.busy() > CALM) return;
    this.close();
    this.ended = 0;
    this.collect();
  }
}

/** V8 has it under a flag, which may be set while it runs; contexts that are made afterwards have the function. */
function lastResort(): () => void {
  return () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as Collect;
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  };
}

function loopUse(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
