import type { LoadClient } from './load/load-client.ts';
import type { Plan } from './plan.ts';
import type { Subject, SubjectName } from './subject.ts';

/** Stage is what every part of the bench works with. */
export interface Stage {
  readonly plan: Plan;
  readonly load: LoadClient;
  readonly direct: Subject;
  readonly pipe: Subject;
  readonly gateway: Subject;
  /** Absent when the plan leaves the peer out. */
  readonly portkey?: Subject;
  /** Tells the person who waits. */
  readonly progress: (text: string) => void;
}

/** Goal is a bound on a ratio within this run, or on a count. */
export interface Goal {
  readonly text: string;
  readonly met: boolean;
}

export type Cells = Partial<Record<SubjectName, number | string>>;

/** Row is one line of the table; a subject that was not measured has no cell. */
export interface Row {
  readonly measure: string;
  readonly cells: Cells;
  /** What the row comes to: a ratio, or what the gateway adds. */
  readonly result?: string;
  readonly goal?: Goal;
}

export interface PartReport {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Everything behind the rows, for the JSON file. */
  readonly data: object;
  /** What makes the run worthless: wrong answers, damaged text, leaks. Empty in a good run. */
  readonly faults: readonly string[];
}

export function atLeast(value: number, bound: number): Goal {
  return { text: `>= ${bound}`, met: value >= bound };
}

export function fault(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
