import { sentence } from '../../api/problem.js';
import type { Service, ServiceContainer } from '../../api/ops-views.js';
import { useServices } from '../../data/queries.js';
import { serviceState } from '../../data/service-state.js';
import {
  CopyText,
  Empty,
  Facts,
  Link,
  Note,
  PageHead,
  Panel,
  Resource,
  State,
  Time,
} from '../../kit/index.js';
import { LogView } from '../../logs/LogView.js';
import { Freshness } from '../../live/Freshness.js';
import { usePathParam } from '../../shell/url-state.js';
import { dayBegan } from '../../time/day-began.js';
import { shortDigest } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { useZone } from '../../time/zone.js';
import { Actions } from './Actions.js';
import { differencePath, differs, fieldWords } from './difference-words.js';
import { RolloutPanel } from './RolloutPanel.js';
import css from './Services.module.css';
import { ServiceStatsPanel } from './ServiceStatsPanel.js';

/** ServicePage keeps state, actions, use and log of a service on one screen. */
export function ServicePage() {
  const [node, name] = [usePathParam('node'), usePathParam('service')];
  const query = useServices();
  return (
    <Resource query={query} what="services">
      {({ services, problems, lost }) => {
        const service = services.find((one) => one.node === node && one.name === name);
        if (service) return <Found service={service} at={query.dataUpdatedAt} />;
        const last = lost.find((one) => one.node === node);
        const seen = last?.services.find((one) => one.name === name);
        if (last && seen) return <Found service={seen} at={query.dataUpdatedAt} seenAt={last.seen_at} />;
        const problem = problems.find((one) => one.node === node);
        return <Missing node={node} name={name} reason={problem?.reason} />;
      }}
    </Resource>
  );
}

function Above({ node }: { readonly node: string }) {
  return (
    <>
      <Link to="/services">Services</Link> on {node}
    </>
  );
}

function Missing({ node, name, reason }: { node: string; name: string; reason: string | undefined }) {
  return (
    <>
      <PageHead title={name} above={<Above node={node} />} />
      {reason === undefined ? (
        <Empty title={`The node ${node} has no service ${name}`}>
          <p>It may have been renamed, or taken out of the Compose files.</p>
        </Empty>
      ) : (
        <Note kind="unknown" title={`Unknown: the node ${node} does not answer`}>
          {sentence(reason)}
        </Note>
      )}
    </>
  );
}

interface FoundProps {
  readonly service: Service;
  readonly at: number;
  /** RFC 3339: its node does not answer, and this is as it was then. */
  readonly seenAt?: string;
}

function Found({ service, at, seenAt }: FoundProps) {
  const { kind, word } =
    seenAt === undefined ? serviceState(service) : ({ kind: 'unknown', word: 'Unknown' } as const);
  const { node, name } = service;
  return (
    <>
      <PageHead
        title={name}
        above={<Above node={node} />}
        aside={
          <>
            <State kind={kind} badge>
              {word}
            </State>
            {seenAt === undefined ? (
              <Freshness at={at} />
            ) : (
              <span className={css.muted}>
                last seen <Time at={seenAt} />
              </span>
            )}
          </>
        }
        actions={seenAt === undefined && <Actions service={service} areWide />}
      />
      {seenAt !== undefined && (
        <Note kind="unknown" title={`The node ${node} does not answer`}>
          What is below is as it was last seen. Changes are refused until the node is back.
        </Note>
      )}
      {service.protected && (
        <Note kind="off" title="Protected">
          It carries the control plane, so it is changed on the host itself:{' '}
          <code>docker compose restart {name}</code>
        </Note>
      )}
      <Drift service={service} />
      <div className={css.columns}>
        <Panel title="Log">
          <LogView node={node} service={name} />
        </Panel>
        <div className={css.side}>
          <ServiceStatsPanel service={service} isLost={seenAt !== undefined} />
          <Containers service={service} />
          {seenAt === undefined && <RolloutPanel service={service} />}
          <Elsewhere service={service} />
        </div>
      </div>
    </>
  );
}

function Drift({ service }: { readonly service: Service }) {
  const { drift, node, differs: fields = [], containers } = service;
  if (drift === 'none') return null;
  if (drift === 'unknown') {
    return (
      <Note kind="unknown" title="Whether it is as the Compose files say is not known">
        The files of {node} could not be compared with what runs. <DifferenceLink service={service} />
      </Note>
    );
  }
  if (containers.length === 0) {
    return (
      <Note kind="attention" title="Not as the Compose files say: it has no container">
        Bringing it up would make one.
      </Note>
    );
  }
  if (!differs(service)) {
    return (
      <Note kind="unknown" title="What differs from the Compose files is not known">
        Compose would make its container anew, for something that is not compared here.{' '}
        <DifferenceLink service={service} />
      </Note>
    );
  }
  return (
    <Note kind="attention" title="Not as the Compose files say">
      It differs in: {fieldWords(fields)}. <DifferenceLink service={service} />
    </Note>
  );
}

function DifferenceLink({ service }: { readonly service: Service }) {
  return <Link to={differencePath(service)}>Configuration difference</Link>;
}

function Elsewhere({ service }: { readonly service: Service }) {
  const { node, name } = service;
  const zone = useZone();
  const now = useNow();
  return (
    <Panel title="More">
      <p>
        <Link
          to="/audit"
          search={{ resource: `${node}/${name}`, range: 'custom', since: dayBegan(now, zone) }}
        >
          Events of {name} since today
        </Link>
      </p>
      <p>
        <Link to="/services/logs" search={{ node }}>
          Its log together with those of {node}
        </Link>
      </p>
      <p>
        <DifferenceLink service={service} />
      </p>
      <p className={css.muted}>
        Of the project {service.project} on {node}.
      </p>
    </Panel>
  );
}

function Containers({ service: { containers, depends_on } }: { readonly service: Service }) {
  return (
    <Panel title={containers.length > 1 ? 'Containers' : 'Container'}>
      {containers.length === 0 && <p className={css.muted}>It has none.</p>}
      {containers.map((container) => (
        <Container key={container.id} container={container} />
      ))}
      {depends_on.length > 0 && <p className={css.muted}>Depends on {depends_on.join(', ')}.</p>}
    </Panel>
  );
}

function Container({ container }: { readonly container: ServiceContainer }) {
  const { image, digest, image_id, state, exit_code, restart_count, started_at, ports, id, name } = container;
  const hash = digest ?? image_id;
  return (
    <Facts
      of={[
        ['Name', name],
        ['Container', <CopyText key="id" text={id} shown={id.slice(0, 12)} what="container id" />],
        ['Image', image],
        ['Digest', <CopyText key="digest" text={hash} shown={shortDigest(hash)} what="digest" />],
        started_at !== undefined && [
          state === 'running' ? 'Running since' : 'Last started',
          <Time key="at" at={started_at} />,
        ],
        state !== 'running' && ['Exit code', exit_code],
        ['Restarts by Docker', restart_count],
        ports.length > 0 && ['Ports', ports.map(portText).join(', ')],
      ]}
    />
  );
}

function portText({ container, host, address, protocol }: ServiceContainer['ports'][number]): string {
  if (host === undefined) return `${container}/${protocol}, not published`;
  return `${address ?? ''}:${host} to ${container}/${protocol}`;
}
