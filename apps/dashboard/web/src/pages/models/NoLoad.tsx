import type { LibraryModel } from '../../api/library-views.js';
import { sentence } from '../../api/problem.js';
import { nodeAnchor } from '../../data/about-path.js';
import { Link, Note } from '../../kit/index.js';
import type { LostGpu } from './lost-gpu.js';
import css from './Models.module.css';
import { useLostGpu } from './use-lost-gpu.js';

/** NoLoad stands where the button would be, and says why there is none. */
export function NoLoad({ of: { node, reason } }: { readonly of: LostGpu }) {
  return (
    <span className={css.noLoad} title={reason}>
      No load: <Link to={nodePath(node)}>{node}</Link> has lost its GPU
    </span>
  );
}

/** NoLoadNote says on a model's page why it cannot be loaded, and what to do. */
export function NoLoadNote({ model: { provider, state } }: { readonly model: LibraryModel }) {
  const lost = useLostGpu(provider);
  if (lost === undefined || state !== 'ready') return null;
  return (
    <Note kind="unknown" title={`It cannot be loaded: ${lost.node} has lost its GPU`}>
      {sentence(lost.reason)} Mend the driver of <Link to={nodePath(lost.node)}>{lost.node}</Link>: models
      load again as soon as its GPU can be read.
    </Note>
  );
}

function nodePath(node: string): string {
  return `/nodes#${nodeAnchor(node)}`;
}
