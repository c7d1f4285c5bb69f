import { dockerError, type ComposeDocument, type DockerNode } from '@app/docker';
import type { NodeProjects } from '../deployments/node-projects.js';
import { filesAreHere } from './config-cache.js';

/** NodeDocuments reads what the files of a node say, images that deployments pinned included. */
export class NodeDocuments {
  constructor(private readonly projects: Pick<NodeProjects, 'of'>) {}

  /** of throws what Compose fails with, also for a remote node whose files are elsewhere. */
  async of(node: DockerNode, signal: AbortSignal): Promise<ComposeDocument> {
    if (node.engine.kind === 'remote' && !(await filesAreHere(node))) {
      const message = `The compose files of the node "${node.id}" are not on the worker's host.`;
      throw dockerError(node.id, 'compose_failed', message);
    }
    const { cli, pins } = this.projects.of(node);
    return cli.document({ signal, files: await pins.files() });
  }
}
