import { useQuery } from '@tanstack/react-query';
import { readDrift } from '../../api/ops.js';
import type { ContainerDrift, ServiceDrift } from '../../api/ops-views.js';
import { sentence } from '../../api/problem.js';
import { servicePath } from '../../data/live-views.js';
import { Age, Button, Link, Note, PageHead, Panel, Resource } from '../../kit/index.js';
import { usePathParam } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { DifferenceTable } from './DifferenceTable.js';
import { countWords, fieldWords } from './difference-words.js';
import css from './Services.module.css';

/** DifferencePage is what runs beside what the files say, field by field; it changes nothing. */
export function DifferencePage() {
  const [node, service] = [usePathParam('node'), usePathParam('service')];
  const query = useQuery({
    queryKey: ['drift', node, service],
    queryFn: ({ signal }) => readDrift({ node, service }, signal),
    staleTime: 0,
  });
  return (
    <>
      <PageHead
        title="Configuration difference"
        above={
          <>
            <Link to="/services">Services</Link> on {node}:{' '}
            <Link to={servicePath({ node, name: service })}>{service}</Link>
          </>
        }
        aside={<Age at={query.dataUpdatedAt} />}
        actions={<Button onPress={() => void query.refetch()}>Compare again</Button>}
      />
      <Resource query={query} what="difference">
        {(drift) => <Told drift={drift} />}
      </Resource>
    </>
  );
}

function Told({ drift: { node, service, problem, untold, containers } }: { readonly drift: ServiceDrift }) {
  if (problem) {
    return (
      <Note kind="unknown" title="The difference is not known">
        {sentence(problem.reason)}
      </Note>
    );
  }
  if (containers.length === 0) {
    return (
      <Note kind="attention" title={`${service} has no container on ${node}`}>
        Its files name it, so all of it would be new: bringing it up would make a container.
      </Note>
    );
  }
  return (
    <>
      {untold.length > 0 && (
        <Note kind="unknown" title="Not all could be compared">
          Only Compose itself can tell about: {fieldWords(untold)}.
        </Note>
      )}
      {containers.map((container) => (
        <Container key={container.id} container={container} />
      ))}
    </>
  );
}

function Container({
  container: { name, drift, differences, more },
}: {
  readonly container: ContainerDrift;
}) {
  return (
    <Panel title={name} aside={<span className={css.muted}>{countWords(differences.length + more)}</span>}>
      {differences.length === 0 && <p>{SAME[drift] ?? SAME['unknown']}</p>}
      {differences.length > 0 && <DifferenceTable differences={differences} label={name} />}
      {more > 0 && <p className={css.muted}>{counted(more, 'more difference')} not listed.</p>}
      <p className={css.muted}>
        Compared are image, command, entrypoint, variables, ports, mounts, networks, limits, restart, user and
        labels. Values of variables and labels are never shown, for they may be secret.
      </p>
    </Panel>
  );
}

const SAME: Readonly<Record<string, string>> = {
  none: 'It is as the Compose files say.',
  drifted:
    'Nothing that is compared here differs, yet Compose would make the container anew: something else in its files has changed.',
  unknown: 'Nothing that is compared here differs. Whether anything else does is not known.',
};
