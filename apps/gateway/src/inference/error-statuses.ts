import type { ErrorTable } from '@app/http';
import { PROVIDER_ERRORS } from '@app/providers';

/** Every code that the gateway answers with beside those of the door; each has a heading in docs/errors.md. */
export const GATEWAY_ERRORS = {
  ...PROVIDER_ERRORS,
  benchmark_not_possible: 400,
  confirm_required: 400,
  library_not_managed: 400,
  invalid_event_id: 400,
  model_not_allowed: 403,
  pull_not_found: 404,
  model_busy: 409,
  default_in_file: 409,
  queue_full: 503,
  audit_unavailable: 503,
  default_unwritable: 503,
  no_credentials_configured: 503,
} as const satisfies ErrorTable;
