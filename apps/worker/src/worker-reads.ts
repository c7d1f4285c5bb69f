import type { DockerNode } from '@app/docker';
import type { Registry } from '@app/http';
import { NodeProjects } from './deployments/node-projects.js';
import { ConfigCache } from './drift/config-cache.js';
import { DriftMarks } from './drift/drift-marks.js';
import { DriftReader } from './drift/drift-reader.js';
import { NodeDocuments } from './drift/node-documents.js';
import { gpuMetrics } from './gpu/gpu-metrics.js';
import { GpuReader } from './gpu/gpu-reader.js';
import { LogReader } from './logs/log-reader.js';
import { ComposeClis } from './nodes/compose-clis.js';
import type { NodeEngines } from './nodes/node-engines.js';
import { NodeReader } from './nodes/node-reader.js';
import { ServiceFinder } from './nodes/service-finder.js';
import type { WorkerEnvironment } from './settings/environment.js';
import { NodeUses } from './stats/node-uses.js';
import { StatsReader } from './stats/stats-reader.js';

/** WorkerReads are what looks at nodes and changes nothing. */
export interface WorkerReads {
  readonly projects: NodeProjects;
  readonly gpus: GpuReader;
  readonly services: NodeReader;
  readonly drift: DriftReader;
  readonly logs: LogReader;
  readonly stats: StatsReader;
  readonly uses: NodeUses;
  close(): Promise<void>;
}

/** openReads throws `node_tls_material_invalid` when the certificates of a node's GPU exporter cannot be used. */
export async function openReads(
  nodes: ReadonlyMap<string, DockerNode>,
  engines: NodeEngines,
  { PATH: path, HOME: home, DATA_DIR: dataDir }: WorkerEnvironment,
  metrics: Registry,
): Promise<WorkerReads> {
  const projects = new NodeProjects(new ComposeClis({ path, home }, engines), dataDir);
  const configs = new ConfigCache(projects, engines);
  const finder = new ServiceFinder(engines, configs);
  const documents = new NodeDocuments(projects);
  const gpus = new GpuReader(nodes.values(), path);
  await gpus.start();
  gpuMetrics(metrics, [...nodes.keys()], gpus);
  return {
    projects,
    gpus,
    services: new NodeReader(engines, configs, new DriftMarks(documents)),
    drift: new DriftReader(finder, documents, configs),
    logs: new LogReader(finder),
    stats: new StatsReader(finder, gpus),
    uses: new NodeUses(engines, gpus),
    close: () => gpus.close(),
  };
}
