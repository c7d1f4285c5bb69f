import { createHash } from 'node:crypto';

/**
 * Styles that React Aria writes into the page itself, to the letter; the policy names each by its hash. This one is
 * written on iOS alone, while a dialog, a menu or a choice is open, so that the page behind stays where it is.
 */
const STYLES = [
  `@layer {
  * {
    overscroll-behavior: contain;
  }
}`,
];

/** CONTENT_POLICY: everything from here, no markup, script or style that was made from text, but for `STYLES`. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  ["style-src 'self'", ...STYLES.map(sourceOf)].join(' '),
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

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
