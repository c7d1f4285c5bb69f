import type { ErrorTable } from '@app/http';

/** Every code that the worker's listener answers with beside those of the door. */
export const WORKER_ERRORS: ErrorTable = {
  node_not_found: 404,
  service_not_found: 404,
  container_not_found: 404,
  service_protected: 409,
  node_changing: 409,
  node_unreachable: 502,
  node_timeout: 504,
  node_tls_failed: 502,
  node_tls_material_invalid: 502,
  node_proxy_failed: 502,
  node_proxy_refused: 502,
  node_version_unsupported: 502,
  node_failed: 502,
  node_rejected: 502,
  node_answer_malformed: 502,
  node_answer_too_large: 502,
};
