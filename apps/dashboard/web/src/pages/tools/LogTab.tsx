import type { ListedServer } from '../../api/tool-registry.js';
import { servicePath } from '../../data/live-views.js';
import { useServices } from '../../data/queries.js';
import { Empty, Link, Panel, Resource } from '../../kit/index.js';
import { LogView } from '../../logs/LogView.js';
import css from './Tools.module.css';

/** Tool servers have no log of their own: what one writes to its standard error is in the log of the router. */
export function LogTab({ server: { id, kind } }: { readonly server: ListedServer }) {
  const query = useServices();
  return (
    <Resource query={query} what="services">
      {({ services }) => {
        const router = services.find(({ name, node }) => name === 'router' && node === 'local');
        if (router === undefined) {
          return (
            <Empty title="The router's log cannot be shown here">
              <p>
                {aboutLog(id, kind)} The router is no service that operations knows, so its log is where it
                was started.
              </p>
            </Empty>
          );
        }
        return (
          <Panel title="Log of the router" aside={<Link to={servicePath(router)}>The router</Link>}>
            <p className={css.muted}>{aboutLog(id, kind)}</p>
            <LogView node={router.node} service={router.name} />
          </Panel>
        );
      }}
    </Resource>
  );
}

function aboutLog(id: string, kind: ListedServer['kind']): string {
  if (kind === 'url') return `${id} runs elsewhere; what the router says of it names it.`;
  return `What ${id} writes to its standard error, and what the router says of it, is in the log of the router. Search for ${id}.`;
}
