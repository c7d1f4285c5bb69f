import type { ServiceContainer } from '@app/docker';

/** Wellness is what a look at a container shows; `failed` means that waiting is no use. */
export type Wellness =
  | { readonly is: 'well' }
  | { readonly is: 'waiting' | 'failed'; readonly because: string };

type Watched = Pick<
  ServiceContainer,
  'name' | 'state' | 'health' | 'exitCode' | 'restartCount' | 'startedAt'
>;

/** A container that Docker starts anew may still come to itself; one that needs it again and again does not. */
const MOST_RESTARTS = 2;

/** ContainerWatch judges one container by looks that follow one another. */
export class ContainerWatch {
  private first: number | undefined;
  private steady:
    | { readonly startedAt: string | undefined; readonly restarts: number; readonly since: number }
    | undefined;

  /** `steadyMs` is how long a container without a health check must run undisturbed. */
  constructor(private readonly steadyMs: number) {}

  /** see takes a look in, at a time of a clock that never steps back, in milliseconds. */
  see(container: Watched, at: number): Wellness {
    const { name, state, health, exitCode, restartCount } = container;
    this.first ??= restartCount;
    if (restartCount - this.first >= MOST_RESTARTS)
      return failed(`${name} keeps ending (exit code ${exitCode})`);
    if (state === 'exited' || state === 'dead') return failed(`${name} has ended (exit code ${exitCode})`);
    if (health === 'unhealthy') return failed(`${name} is unhealthy`);
    if (state !== 'running') return this.restless(`${name} is ${state}`);
    if (health === undefined) return this.running(container, at);
    return health === 'healthy' ? { is: 'well' } : waiting(`the health check of ${name} has not passed yet`);
  }

  private running({ name, startedAt, restartCount: restarts }: Watched, at: number): Wellness {
    if (this.steady?.startedAt !== startedAt || this.steady?.restarts !== restarts) {
      this.steady = { startedAt, restarts, since: at };
    }
    const isSteady = at - this.steady.since >= this.steadyMs;
    return isSteady ? { is: 'well' } : waiting(`${name} has just been started`);
  }

  private restless(because: string): Wellness {
    this.steady = undefined;
    return waiting(because);
  }
}

function failed(because: string): Wellness {
  return { is: 'failed', because };
}

function waiting(because: string): Wellness {
  return { is: 'waiting', because };
}
