import type { AuditLog } from '@app/audit';
import type { Registry } from '@app/http';
import { Gauge } from 'prom-client';
import type { DecisionBook } from '../decisions/decision-book.js';
import type { AuditInbox } from './audit-inbox.js';
import type { OutcomeKeeper } from './outcome-keeper.js';

interface Observed {
  readonly audit: AuditLog;
  readonly outcomes: OutcomeKeeper;
  readonly decisions: DecisionBook;
  readonly inbox: AuditInbox;
}

const SPACES = ['ok', 'low', 'full'] as const;

/** trailMetrics shows the state of the audit as it is when it is read. */
export function trailMetrics(registry: Registry, { audit, outcomes, decisions, inbox }: Observed): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `switchyard_audit_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('accepting', '1 while the audit takes events, and so changes are possible', () =>
    Number(audit.state.accepting),
  );
  gauge('seq', 'Number of the last event on the disk', () => audit.state.seq);
  gauge('reserve_ready', '1 while space is held back for outcomes', () =>
    Number(audit.state.reserve === 'ready'),
  );
  gauge('open_intents', 'Announced actions without an outcome', () => outcomes.open);
  gauge(
    'unknown_outcomes',
    'Outcomes that nobody could tell, and that a verdict is wanted on',
    () => outcomes.unknown,
  );
  gauge(
    'open_decisions',
    'Changes that were cut off and are to be finished or abandoned',
    () => decisions.size,
  );
  gauge('inbox_length', 'Events of other apps that wait in Redis', () => inbox.length);
  spaceGauge(registry, audit);
}

function spaceGauge(registry: Registry, audit: AuditLog): void {
  const gauge = new Gauge({
    name: 'switchyard_audit_space',
    help: '1 for the state that the disk of the audit is in',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      for (const state of SPACES) gauge.set({ state }, Number(audit.state.space === state));
    },
  });
}
