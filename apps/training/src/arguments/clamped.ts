import { z } from 'zod';

/** clampedInteger takes whatever it gets: a number outside the bounds becomes the nearest inside, anything else the default. */
export function clampedInteger(min: number, max: number, fallback: number) {
  return z
    .preprocess((given) => clamp(given, min, max, fallback, Math.trunc), z.int().min(min).max(max))
    .prefault(fallback);
}

/** clampedNumber is clampedInteger for numbers with a fraction. */
export function clampedNumber(min: number, max: number, fallback: number) {
  return z
    .preprocess((given) => clamp(given, min, max, fallback, (value) => value), z.number().min(min).max(max))
    .prefault(fallback);
}

function clamp(
  given: unknown,
  min: number,
  max: number,
  fallback: number,
  whole: (value: number) => number,
): number {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value !== 'number' || Number.isNaN(value)) return fallback;
  return whole(Math.min(max, Math.max(min, value)));
}
