import { pathOf, Refusal, Unreachable, type OpsApi } from './ops-api.ts';
import { printable } from './printable.ts';
import type { Screen } from './screen.ts';

/** showAuditHead prints the audit's signed head: kept by CI, it shows later whether the audit was cut off or changed. */
export async function showAuditHead(api: OpsApi, screen: Screen): Promise<void> {
  try {
    const head = await api.ask({ method: 'GET', path: pathOf(['audit', 'head']) });
    screen.line(`Audit head: ${printable(JSON.stringify(head))}`);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    screen.note(`No audit head: ${error.message}`);
  }
}
