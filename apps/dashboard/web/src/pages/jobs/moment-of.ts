const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** momentOf is when an id was made, in milliseconds: a UUID of version 7 begins with it (RFC 9562, section 5.7). */
export function momentOf(id: string): number | undefined {
  const [, high, low] = UUID_V7.exec(id) ?? [];
  return high === undefined || low === undefined ? undefined : parseInt(high + low, 16);
}
