import { PROBES, type Finding, type ProbeName } from './probe.js';

/** Exposure is what the probes found at one node. An open door counts as open until it was seen shut. */
export class Exposure {
  private readonly findings = new Map<ProbeName, Finding>(PROBES.map((probe) => [probe, 'unknown']));

  /** note returns what holds from now on. */
  note(probe: ProbeName, finding: Finding): Finding {
    const before = this.of(probe);
    const now = finding === 'unknown' && before === 'exposed' ? before : finding;
    this.findings.set(probe, now);
    return now;
  }

  of(probe: ProbeName): Finding {
    return this.findings.get(probe) ?? 'unknown';
  }

  /** The probes that passed and must not. */
  get open(): ProbeName[] {
    return PROBES.filter((probe) => this.of(probe) === 'exposed');
  }

  get all(): Readonly<Record<string, Finding>> {
    return Object.fromEntries(this.findings);
  }
}
