/** Claims is what a body refers to on the node; the engine is asked about each before the body is sent. */
export interface Claims {
  readonly networks: Set<string>;
  readonly volumes: Set<string>;
  /** Image ids, and no names. */
  readonly imageIds: Set<string>;
}

export const noClaims = (): Claims => ({ networks: new Set(), volumes: new Set(), imageIds: new Set() });
