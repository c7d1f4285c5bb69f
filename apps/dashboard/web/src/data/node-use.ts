import type { NodeUse, ServiceUse } from '../api/ops-views.js';

/** Three times as long as between two readings: such a figure must not pass for one of now. */
export const STALE_MS = 30_000;

/** readAt is when a node's figures were read, in milliseconds of the viewer's clock; 0: never. */
export function readAt(use: NodeUse | undefined, toldAt: number): number {
  return use === undefined || use.age_ms === null ? 0 : toldAt - use.age_ms;
}

export function nodeUseIn(uses: readonly NodeUse[] | undefined, node: string): NodeUse | undefined {
  return uses?.find((one) => one.node === node);
}

export function serviceUseIn(use: NodeUse | undefined, service: string): ServiceUse | undefined {
  return use?.services.find((one) => one.service === service);
}
