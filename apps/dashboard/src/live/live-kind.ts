/** LIVE_KINDS are what a page is told of as it changes, each as a whole. */
export const LIVE_KINDS = [
  'links',
  'nodes',
  'services',
  'jobs',
  'gateway',
  'mcp',
  'pulls',
  'attention',
] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];
