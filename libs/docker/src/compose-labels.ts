/** The labels that both compose flavours put on containers, and our own. */
export const LABELS = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  configHash: 'com.docker.compose.config-hash',
  number: 'com.docker.compose.container-number',
  oneoff: 'com.docker.compose.oneoff',
  version: 'com.docker.compose.version',
  dependsOn: 'com.docker.compose.depends_on',
  protected: 'switchyard.protected',
} as const;

type Labels = Readonly<Record<string, string>>;

/** isOneOff tells a `compose run` container, which is no part of its service. */
export function isOneOff(labels: Labels): boolean {
  return labels[LABELS.oneoff]?.toLowerCase() === 'true';
}

/** dependenciesOf reads `db:service_healthy:false,cache:service_started:false`; 1.29 writes no such label. */
export function dependenciesOf(labels: Labels): string[] {
  const text = labels[LABELS.dependsOn] ?? '';
  return text.split(',').flatMap((entry) => entry.split(':')[0]?.trim() || []);
}
