const WINDOW_MS = 5_000;
const SAMPLE_MS = 200;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** TransferRate tells how fast bytes have come during the last five seconds. Times are in milliseconds. */
export class TransferRate {
  private bytes = 0;
  private samples: Sample[] = [];

  /** add notes bytes that came at `now`. */
  add(bytes: number, now: number): void {
    if (this.samples.length === 0) this.samples.push({ at: now, bytes: 0 });
    this.bytes += bytes;
    const last = this.samples.at(-1);
    if (last === undefined || now - last.at < SAMPLE_MS) return;
    this.samples.push({ at: now, bytes: this.bytes });
    this.forget(now);
  }

  /** at returns bytes per second; 0 when nothing has come for long. */
  at(now: number): number {
    this.forget(now);
    const [first] = this.samples;
    if (first === undefined || now - first.at < SAMPLE_MS) return 0;
    return ((this.bytes - first.bytes) * 1000) / (now - first.at);
  }

  /** The last sample before the window stays, so that the window is covered whole. */
  private forget(now: number): void {
    const inWindow = this.samples.findIndex(({ at }) => at >= now - WINDOW_MS);
    if (inWindow < 0) this.samples = this.samples.slice(-1);
    else if (inWindow > 1) this.samples = this.samples.slice(inWindow - 1);
  }
}
