import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import type { Answer } from './ops-api.ts';
import { printable } from './printable.ts';
import type { Screen } from './screen.ts';

interface Step {
  readonly service: string;
  readonly effect: string;
  readonly container: string | null;
  readonly state: string;
  readonly image: string | null;
  readonly image_id: string | null;
  readonly wanted: { readonly image: string | null; readonly image_id: string | null } | null;
}

/** ShownPlan is as much of a plan as its reader needs. */
export interface ShownPlan {
  readonly node: string;
  readonly action: string;
  readonly steps: readonly Step[];
  readonly hash: string;
  readonly warnings: readonly string[];
}

/** planIn takes the plan out of the answer to a dry run. */
export function planIn(answer: Answer): ShownPlan {
  const plan = answer['plan'] as Partial<ShownPlan> | undefined;
  if (typeof plan?.hash === 'string' && Array.isArray(plan.steps))
    return { warnings: [], ...plan } as ShownPlan;
  throw new CommandError(
    EXIT.failed,
    'the answer to the dry run holds no plan; is OPS_URL the address of ops?',
  );
}

export function showPlan({ node, action, steps, hash, warnings }: ShownPlan, screen: Screen): void {
  screen.line(`Plan: ${printable(action)} on ${printable(node)}`);
  screen.table([['service', 'effect', 'container', 'state', 'image', 'becomes'], ...steps.map(rowOf)]);
  for (const warning of warnings) screen.line(`  Warning: ${printable(warning)}`);
  screen.line(`  ${printable(hash)}`);
}

function rowOf({ service, effect, container, state, image, image_id, wanted }: Step): string[] {
  const becomes = wanted ? imageOf(wanted.image, wanted.image_id) : '';
  const cells = [service, effect, short(container), state, imageOf(image, image_id), becomes];
  return cells.map((cell) => printable(cell));
}

function imageOf(reference: string | null, id: string | null): string {
  return [reference, id === null ? undefined : `(${short(id)})`].filter(Boolean).join(' ');
}

/** As Docker shortens ids. */
function short(id: string | null): string {
  return id === null ? '-' : id.replace(/^sha256:/, '').slice(0, 12);
}
