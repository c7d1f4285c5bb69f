import { z } from 'zod';

/** What names of nodes and services look like, in URLs, payloads and Compose files alike. */
export const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

export const serviceName = z
  .string()
  .regex(NAME, 'must be a letter or digit, then at most 127 of letters, digits, _ . -');
