import type { LossPoint } from './job.js';
import { LEARNING_RATE_KEY, LOSS_KEY, lossOf, otherLossKey, type LossAnswer } from './rows/loss-row.js';

export interface LossOptions {
  /** Only what came after this step. */
  readonly sinceStep?: number;
  /** At most so many, from the first on. */
  readonly limit?: number;
}

type Ask = (path: readonly string[], query: Record<string, string>, signal?: AbortSignal) => Promise<unknown>;

/** The backend sends no more at once, and sends the first of what there is: the rest is asked for after that. */
const POINTS_AT_ONCE = 20_000;
/** More steps than anybody trains; a list as long as this takes some tens of megabytes. */
const MOST_POINTS = 400_000;

/** LossReader reads the whole loss of a job, however many answers that takes. */
export class LossReader {
  constructor(private readonly ask: Ask) {}

  async read(id: string, options: LossOptions = {}, signal?: AbortSignal): Promise<readonly LossPoint[]> {
    const wanted = { sinceStep: -1, limit: MOST_POINTS, ...options };
    const first = await this.part(id, LOSS_KEY, wanted, signal);
    const other = first.count === 0 ? otherLossKey(first.keys) : undefined;
    if (other === undefined) return await this.rest(id, LOSS_KEY, wanted, first, signal);
    return await this.rest(id, other, wanted, await this.part(id, other, wanted, signal), signal);
  }

  /** The learning rate is kept beside the loss, and read as that is. */
  async readLearningRate(id: string, signal?: AbortSignal): Promise<readonly LossPoint[]> {
    const wanted = { sinceStep: -1, limit: MOST_POINTS };
    const first = await this.part(id, LEARNING_RATE_KEY, wanted, signal);
    return await this.rest(id, LEARNING_RATE_KEY, wanted, first, signal);
  }

  private async rest(
    id: string,
    key: string,
    wanted: Required<LossOptions>,
    first: LossAnswer,
    signal?: AbortSignal,
  ): Promise<readonly LossPoint[]> {
    const points = [...first.points];
    let { count } = first;
    while (count === POINTS_AT_ONCE && points.length < wanted.limit) {
      const sinceStep = points.at(-1)?.step ?? wanted.limit;
      const next = await this.part(id, key, { sinceStep, limit: wanted.limit - points.length }, signal);
      for (const point of next.points) if (point.step > sinceStep) points.push(point);
      count = points.at(-1)?.step === sinceStep ? 0 : next.count;
    }
    return points.slice(0, wanted.limit);
  }

  private async part(
    id: string,
    key: string,
    { sinceStep, limit }: Required<LossOptions>,
    signal?: AbortSignal,
  ): Promise<LossAnswer> {
    const size = String(Math.min(limit, POINTS_AT_ONCE));
    const query = { key, limit: size, ...(sinceStep >= 0 && { since_step: String(sinceStep) }) };
    const body = await this.ask([id, 'loss'], query, signal);
    return body === undefined ? { keys: [], points: [], count: 0 } : lossOf(body);
  }
}
