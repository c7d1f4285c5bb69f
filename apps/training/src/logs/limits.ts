/** How much of a log is kept and shown. */
export const LIMITS = {
  /** Of one line; the rest of a longer one is dropped. A training bar has about 150. */
  lineChars: 2000,
  /** Of all lines together. */
  windowChars: 6_000_000,
  sampleLines: 3,
  sampleLineChars: 300,
  topTerms: 25,
  termChars: 64,
} as const;
