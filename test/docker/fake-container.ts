import { randomBytes } from 'node:crypto';

export interface FakeLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface FakeContainerSpec {
  readonly project: string;
  readonly service: string;
  readonly image: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** What it writes each time it starts. */
  readonly says?: readonly FakeLine[];
}

const NANOSECONDS = 1_000_000_000n;

/** FakeContainer is a container as the fake engine keeps it: its state, its log, and who follows that. */
export class FakeContainer {
  readonly id = randomBytes(32).toString('hex');
  readonly imageId = `sha256:${'1'.repeat(64)}`;
  readonly name: string;
  readonly spec: FakeContainerSpec;
  running = false;
  startedAt = '';
  finishedAt = '';
  readonly log: Buffer[] = [];
  readonly followers = new Set<{ write(frame: Buffer): void; end(): void }>();

  constructor(spec: FakeContainerSpec) {
    this.spec = spec;
    this.name = `/${spec.project}_${spec.service}_1`;
  }

  get labels(): Readonly<Record<string, string>> {
    return {
      'com.docker.compose.project': this.spec.project,
      'com.docker.compose.service': this.spec.service,
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.version': '1.29.2',
      'com.docker.compose.config-hash': '0'.repeat(64),
      ...this.spec.labels,
    };
  }

  start(): void {
    this.running = true;
    this.startedAt = nanoTime();
    for (const line of this.spec.says ?? []) this.say(line);
  }

  stop(): void {
    this.running = false;
    this.finishedAt = nanoTime();
    for (const follower of this.followers) follower.end();
    this.followers.clear();
  }

  say({ stream, text }: FakeLine): void {
    const payload = Buffer.from(`${nanoTime()} ${text}\n`);
    const header = Buffer.alloc(8);
    header.writeUInt8(stream === 'stdout' ? 1 : 2, 0);
    header.writeUInt32BE(payload.length, 4);
    const frame = Buffer.concat([header, payload]);
    this.log.push(frame);
    for (const follower of this.followers) follower.write(frame);
  }

  summary(): unknown {
    const { id, name, labels, imageId } = this;
    const State = this.running ? 'running' : 'exited';
    return { Id: id, Names: [name], Labels: labels, ImageID: imageId, State, Ports: [] };
  }

  details(): unknown {
    return {
      Id: this.id,
      Name: this.name,
      Image: this.imageId,
      RestartCount: 0,
      State: {
        Status: this.running ? 'running' : 'exited',
        ExitCode: 0,
        OOMKilled: false,
        StartedAt: this.startedAt,
        FinishedAt: this.finishedAt,
      },
      Config: { Image: this.spec.image, Tty: false, Labels: this.labels },
    };
  }
}

let last = 0n;

/** nowNanoseconds is later at each call than at the one before, as on a real clock. */
export function nowNanoseconds(): bigint {
  const now = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 1_000n;
  last = now > last ? now : last + 1n;
  return last;
}

/** nanoTime is that as RFC 3339. */
export function nanoTime(): string {
  const now = nowNanoseconds();
  const second = Number(now / NANOSECONDS);
  const fraction = String(now % NANOSECONDS).padStart(9, '0');
  return `${new Date(second * 1_000).toISOString().slice(0, 19)}.${fraction}Z`;
}
