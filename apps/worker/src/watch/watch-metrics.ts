import type { CertificateTerm } from '@app/docker';
import { askedGauge, type Reading, type Registry } from '@app/http';
import type { NodeEngine } from '../nodes/node-engines.js';
import { PROBES } from './probe.js';

/** watchMetrics registers what the probes found and until when the certificates of the nodes hold. */
export function watchMetrics(registry: Registry, engines: readonly NodeEngine[]): void {
  askedGauge(
    registry,
    {
      name: 'switchyard_node_exposed',
      help: '1 while a probe of the node passes that must fail, else 0; absent until it could be made',
      labelNames: ['node', 'probe'],
    },
    () => engines.flatMap(exposureOf),
  );
  termGauge(registry, engines, 'not_after', 'When a certificate of the connection to the node expires');
  termGauge(registry, engines, 'not_before', 'From when a certificate of the connection to the node holds');
}

function termGauge(
  registry: Registry,
  engines: readonly NodeEngine[],
  edge: 'not_after' | 'not_before',
  help: string,
): void {
  const name = `switchyard_node_certificate_${edge}_seconds`;
  askedGauge(registry, { name, help: `${help}, in Unix seconds`, labelNames: ['node', 'kind'] }, () =>
    engines.flatMap((engine) => termsOf(engine, edge === 'not_after' ? 'notAfter' : 'notBefore')),
  );
}

function exposureOf({ node, exposure }: NodeEngine): Reading[] {
  return PROBES.flatMap((probe) => {
    const finding = exposure.of(probe);
    if (finding === 'unknown') return [];
    return [{ labels: { node: node.id, probe }, value: Number(finding === 'exposed') }];
  });
}

function termsOf({ node, door }: NodeEngine, edge: 'notAfter' | 'notBefore'): Reading[] {
  const terms: [string, CertificateTerm | undefined][] = Object.entries(door.mutualTls?.certificates ?? {});
  return terms.flatMap(([kind, term]) =>
    term === undefined ? [] : [{ labels: { node: node.id, kind }, value: term[edge] / 1_000 }],
  );
}
