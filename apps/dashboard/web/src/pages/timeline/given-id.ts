/** What an app makes where a caller names none, or none that is well formed: `req-` and a UUID of version 7. */
const MINTED = /^req-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** isMinted tells a correlation id that was made here from one that a caller gave with its request. */
export function isMinted(id: string): boolean {
  return MINTED.test(id);
}
