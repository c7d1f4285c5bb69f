import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { cancelPull } from '../../api/gateway.js';
import type { LibraryProvider, ModelPull, PullLayer } from '../../api/library-views.js';
import { asProblem, sentence } from '../../api/problem.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Panel, Progress, State, Time, toast } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { shortDigest } from '../../time/format.js';
import css from './Models.module.css';
import { barText, digestText, isOpen, layerText, percentOf, progressText, pullState } from './pull-words.js';
import { useRefreshModels } from './use-models.js';
import { usePullRoom } from './use-pull-room.js';
import { usePulls } from './use-pulls.js';

/** With its fields, which the list does not need. */
const PullForm = lazy(async () => ({ default: (await import('./PullForm.js')).PullForm }));

/** How many that ended are shown. */
const ENDED = 5;

/** PullPanel has the pulls of the gateway, whoever started them, and starts another. */
export function PullPanel({ providers }: { readonly providers: readonly LibraryProvider[] }) {
  const mayOperate = useMay('operate');
  const canAct = useCanAct('gateway');
  const { data: pulls = [] } = usePulls();
  const able = providers.filter(({ manages_models: manages }) => manages);
  const ended = pulls.filter((pull) => !isOpen(pull)).slice(0, ENDED);
  const shown = [...pulls.filter(isOpen), ...ended];
  if (able.length === 0 && shown.length === 0) return null;
  return (
    <Panel title="Pulls" anchor="pulls">
      <Suspense>{mayOperate && canAct && able.length > 0 && <PullForm providers={able} />}</Suspense>
      {shown.length > 0 && (
        <ul className={css.pulls}>
          {shown.map((pull) => (
            <OnePull key={pull.id} pull={pull} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OnePull({ pull }: { readonly pull: ModelPull }) {
  const { kind, word } = pullState(pull);
  const digests = digestText(pull);
  const room = usePullRoom(pull);
  return (
    <li className={css.pull} data-row="">
      <div className={css.pullHead}>
        <strong>{pull.model}</strong>
        <State kind={kind}>{word}</State>
        {pull.tag_moved && (
          <State kind="attention" badge>
            Tag moved
          </State>
        )}
        <span className={css.muted}>
          By {pull.actor}, <Time at={pull.ended_at ?? pull.started_at ?? pull.created_at} />
        </span>
        {isOpen(pull) && <CancelPull pull={pull} />}
      </div>
      {isOpen(pull) && (
        <div>
          <Progress label={`Pull of ${pull.model}`} percent={percentOf(pull)} text={barText(pull)} />
          <p className={css.muted}>{progressText(pull)}</p>
        </div>
      )}
      {room !== undefined && <p className={css.muted}>{room}</p>}
      {pull.error && <p className={css.failed}>{sentence(pull.error.message)}</p>}
      {digests !== undefined && <p className={css.muted}>{digests}</p>}
      {isOpen(pull) && pull.layers.length > 0 && <Layers of={pull.layers} />}
    </li>
  );
}

function Layers({ of }: { readonly of: readonly PullLayer[] }) {
  const done = of.filter(({ completed_bytes: come, total_bytes: all }) => all > 0 && come >= all).length;
  return (
    <details className={css.layers}>
      <summary>
        Layers: {done} of {of.length} there
      </summary>
      <ul>
        {of.map((layer) => (
          <li key={layer.digest} className={css.layer}>
            <code title={layer.digest}>{shortDigest(layer.digest)}</code>
            <Progress
              label={`Layer ${shortDigest(layer.digest)}`}
              percent={percentOf(layer)}
              text={layerText(layer)}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}

function CancelPull({ pull: { id, model } }: { readonly pull: ModelPull }) {
  const may = useMay('operate');
  const canAct = useCanAct('gateway');
  const refresh = useRefreshModels();
  const cancel = useMutation({
    mutationFn: () => cancelPull(id),
    onSuccess: () =>
      toast('ok', `The pull of ${model} was cancelled. What has come is kept for the next one.`),
    onError: (error) => toast('failed', `Not cancelled. ${sentence(asProblem(error).message)}`),
    onSettled: refresh,
  });
  if (!may || !canAct) return null;
  return (
    <Button onPress={() => cancel.mutate()} isDisabled={cancel.isPending}>
      Cancel<span className="unseen"> the pull of {model}</span>
    </Button>
  );
}
