import { DomainError } from '@app/kernel';
import { LogPosition } from './log-position.js';

const BETWEEN = '~';

/**
 * MergedPosition is how far each of several followed logs has been told, in the order in which they were asked for.
 * Written as one id, so that `Last-Event-ID` alone goes on in all of them.
 */
export class MergedPosition {
  private constructor(private readonly positions: LogPosition[]) {}

  static beginning(count: number): MergedPosition {
    return new MergedPosition(Array.from({ length: count }, () => LogPosition.beginning()));
  }

  /** parse throws `invalid_event_id`, also for an id of another number of logs. */
  static parse(id: string, count: number): MergedPosition {
    const parts = id.split(BETWEEN);
    if (parts.length !== count) {
      const message = 'Last-Event-ID is of a stream of other services';
      throw new DomainError('invalid_event_id', message, { param: 'Last-Event-ID' });
    }
    return new MergedPosition(parts.map(positionIn));
  }

  /** The id of the next event; undefined before the first line of all. */
  get id(): string | undefined {
    const ids = this.positions.map(({ id }) => id ?? '');
    return ids.every((id) => id === '') ? undefined : ids.join(BETWEEN);
  }

  of(source: number): LogPosition {
    return this.positions[source] as LogPosition;
  }

  /** reopened is where a log is to be opened again; what is told of it from then on is not told twice. */
  reopened(source: number): LogPosition {
    const position = positionIn(this.of(source).id ?? '');
    this.positions[source] = position;
    return position;
  }
}

function positionIn(id: string): LogPosition {
  return id === '' ? LogPosition.beginning() : LogPosition.parse(id);
}
