import { DomainError } from '@app/kernel';

const LONGEST = 180;

/**
 * Refusal is the gate's no. `rule` names the field or the rule at fault, for the log; the message is one short line
 * that Compose prints as it is, and holds no path and no value of the node's or the caller's.
 */
export class Refusal extends DomainError {
  readonly status: number;

  constructor(
    readonly rule: string,
    why: string,
    status = 403,
  ) {
    super('refused', `The node's gate refuses ${rule}: ${why}.`.slice(0, LONGEST), { param: rule });
    this.status = status;
  }
}

/** EngineAway means that the engine could not be asked, so that nothing is known and nothing is passed on. */
export class EngineAway extends DomainError {
  constructor(what: string, cause?: unknown) {
    super('engine_away', `The node's gate cannot ask its engine: ${what}.`, { cause });
  }
}
