/** What a plan asks of its viewer: one button, or the object's name and a reason as well. */
export type Tier = 1 | 2;

/** One thing that the plan changes. */
export interface PlanChange {
  /** What it is, and stays across plans, so that two can be compared. */
  readonly id: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** PlanView is a plan in the words of the dialog; an empty list is not shown. */
export interface PlanView {
  /** Stands for all that the plan found; sent along with the confirmation. */
  readonly hash: string;
  /** For so long it can be confirmed; five minutes when absent. */
  readonly validForMs?: number;
  readonly changes: readonly PlanChange[];
  /** What stops, and for how long. */
  readonly stops: readonly string[];
  /** Who is affected: requests in flight, dependants, sessions. */
  readonly affected: readonly string[];
  /** Memory and disk that are needed and free. */
  readonly needs: readonly string[];
  readonly cannotBeUndone: readonly string[];
}

/** Accepted is what was confirmed and taken; with a job where it goes on after the answer. */
export interface Accepted {
  readonly job?: string;
}

export interface Confirmation {
  readonly hash: string;
  /** The same for every sending of one confirmation, so that it happens once. */
  readonly idempotencyKey: string;
  readonly reason: string;
  readonly signal: AbortSignal;
}

/** PlanSubject is a change somebody wants: how it is planned, and how it is confirmed. Both throw a Problem. */
export interface PlanSubject {
  /** `Restart` */
  readonly verb: string;
  /** `ollama`; what a viewer types where typing is asked. */
  readonly object: string;
  /** `gpu-1`; absent where there is no such thing. */
  readonly node?: string;
  readonly tier: Tier;
  readonly plan: (signal: AbortSignal) => Promise<PlanView>;
  readonly confirm: (confirmation: Confirmation) => Promise<Accepted>;
  /** Called once it is taken; the job panel has opened by then. */
  readonly onAccepted?: (accepted: Accepted) => void;
}

/** titleOf is `Restart ollama on gpu-1`: the dialog's title, and what its button says. */
export function titleOf({ verb, object, node }: Pick<PlanSubject, 'verb' | 'object' | 'node'>): string {
  return `${verb} ${object}${node === undefined ? '' : ` on ${node}`}`;
}

/** comparedTo tells which changes of a plan are new since an earlier one, and which of that are gone. */
export function comparedTo(earlier: PlanView, plan: PlanView) {
  const written = ({ id, before, after }: PlanChange) => JSON.stringify([id, before, after]);
  const [known, now] = [new Set(earlier.changes.map(written)), new Set(plan.changes.map(written))];
  return {
    isNew: new Set(plan.changes.filter((change) => !known.has(written(change))).map(({ id }) => id)),
    gone: earlier.changes.filter((change) => !now.has(written(change))),
  };
}
