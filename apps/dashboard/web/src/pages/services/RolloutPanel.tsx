import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { readDeployments, type Deployment } from '../../api/deployments.js';
import type { Service } from '../../api/ops-views.js';
import { useLiveView } from '../../data/queries.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Panel, Resource, State, TextField, Time } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { deployPlan, rollbackPlan } from '../../plan/service-plan.js';
import { useMay } from '../../session/use-session.js';
import { beforeOf, deploymentsOf, deploymentWord, reversible } from './deployments-of.js';
import { mayRollOut } from './service-actions.js';
import css from './Services.module.css';

const ROLLOUTS = new Set<string>(['deploy', 'rollback']);

/** RolloutPanel has the newest deployments of a service, and rolls out another image or goes back. */
export function RolloutPanel({ service }: { readonly service: Service }) {
  const { node, name } = service;
  const isOffered = mayRollOut(service, { mayDeploy: useMay('deploy'), canAct: useCanAct('jobs') });
  return (
    <Panel title="Deployments">
      <Resource query={useDeployments(node)} what="deployments">
        {(all) => <Rollouts of={deploymentsOf(name, all)} name={name} isOffered={isOffered} />}
      </Resource>
      {isOffered && <DeployForm key={`${node}/${name}`} service={service} />}
    </Panel>
  );
}

/** The audit is searched for them: only when one has begun or ended are they read again. */
function useDeployments(node: string) {
  const jobs = useLiveView('jobs')?.jobs ?? [];
  const rollouts = jobs.filter((job) => job.node === node && ROLLOUTS.has(job.action));
  const moved = rollouts.map(({ id, state }) => `${id} ${state}`).join();
  return useQuery({
    queryKey: ['deployments', node, moved],
    queryFn: ({ signal }) => readDeployments(node, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

interface RolloutsProps {
  readonly of: readonly Deployment[];
  readonly name: string;
  readonly isOffered: boolean;
}

function Rollouts({ of, name, isOffered }: RolloutsProps) {
  const back = isOffered ? reversible(of) : undefined;
  if (of.length === 0) return <p className={css.muted}>None is on record.</p>;
  return (
    <ul className={css.rollouts}>
      {of.map((one) => (
        <Rollout key={one.id} of={one} name={name} canGoBack={one === back} />
      ))}
    </ul>
  );
}

interface RolloutProps {
  readonly of: Deployment;
  readonly name: string;
  readonly canGoBack: boolean;
}

function Rollout({ of, name, canGoBack }: RolloutProps) {
  const { kind, word } = deploymentWord(of.state);
  const before = beforeOf(of, name);
  return (
    <li className={css.rollout}>
      <span>{of.images[name]}</span>
      <span className={css.muted}>
        {of.action === 'rollback' && 'Back to it, '}
        <Time at={of.requested_at} /> by {of.actor}
        {before !== undefined && `; before: ${before}`}
      </span>
      <State kind={kind}>{word}</State>
      {canGoBack && (
        <Button onPress={() => openPlan(rollbackPlan(of))}>Roll back {of.services.join(', ')}</Button>
      )}
    </li>
  );
}

/** The worker says what is wrong with a name, when it is asked for the plan. */
function DeployForm({ service: { node, name, containers } }: { readonly service: Service }) {
  const [image, setImage] = useState(containers[0]?.image ?? '');
  const wanted = image.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted !== '') openPlan(deployPlan({ node, images: { [name]: wanted } }));
  };
  return (
    <form className={css.rollout} onSubmit={submit}>
      <TextField label="Image to run" value={image} onChange={setImage} autoComplete="off" mono />
      <Button type="submit" isDisabled={wanted === ''}>
        Deploy {name}
      </Button>
    </form>
  );
}
