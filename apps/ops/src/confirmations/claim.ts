/** Claim is what a change holds from right before it is announced, so that no other is announced for the same reason. */
export interface Claim {
  /** Told when nothing was queued, nor will be. */
  freed(): void | Promise<void>;
}
