import { createHash } from 'node:crypto';
import { z } from 'zod';

export const ROUTED_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type RoutedSeverity = (typeof ROUTED_SEVERITIES)[number];

/** However it is written: two alerts that differ in that alone are the same. */
export const routedSeverity = z.preprocess(
  (given) => (typeof given === 'string' ? given.trim().toLowerCase() : given),
  z.enum(ROUTED_SEVERITIES),
);

/** Letters of one alert with all that callers add to it. */
const MOST_LETTERS = 16_384;
const MOST_ALERTS = 1_000;

const routedAlert = z
  .looseObject({
    severity: routedSeverity,
    category: z.string().default(''),
    code: z.string().optional(),
    message: z.string().min(1),
  })
  .refine((alert) => JSON.stringify(alert).length <= MOST_LETTERS, `wanted at most ${MOST_LETTERS} letters`);
export type RoutedAlert = z.output<typeof routedAlert>;
export const routedAlerts = z.array(routedAlert).max(MOST_ALERTS);

/** fingerprint is the same for two alerts that say the same. */
export function fingerprint({ severity, category, code = '', message }: RoutedAlert): string {
  const said = [severity, category, code, message].map((text) => text.trim().toLowerCase());
  return createHash('sha1').update(said.join('|')).digest('hex');
}

export function isAtLeast(alert: RoutedAlert, least: RoutedSeverity): boolean {
  return ROUTED_SEVERITIES.indexOf(alert.severity) >= ROUTED_SEVERITIES.indexOf(least);
}
