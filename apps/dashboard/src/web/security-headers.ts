/**
 * CONTENT_POLICY: everything from here, no markup or script that was made from text. `STYLES` are styles that React
 * Aria writes itself, the same ones always; they are named by their hash.
 */
const STYLES: readonly string[] = [];

const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  ["style-src 'self'", ...STYLES].join(' '),
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** SECURITY_HEADERS are on every answer. What may be kept says so itself; anything else is not. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
};
