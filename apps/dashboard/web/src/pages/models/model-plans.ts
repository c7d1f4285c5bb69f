import {
  chooseDefault,
  deleteModel,
  planDeletion,
  readDefaultModel,
  readLibrary,
  startPull,
  unloadModel,
} from '../../api/gateway.js';
import type { Deletion, LibraryModel } from '../../api/library-views.js';
import { asProblem, Problem } from '../../api/problem.js';
import { boundPlan, type UnboundView } from '../../plan/bound-plan.js';
import type { PlanSubject } from '../../plan/plan-view.js';
import { bytes, counted, shortDigest } from '../../time/format.js';
import { planNeeds, type ProviderRoom } from './pull-room.js';

const NOTHING: Omit<UnboundView, 'changes'> = { stops: [], affected: [], needs: [], cannotBeUndone: [] };

/** pullPlan is the plan of fetching a model; of one that is there, its tag may move. `room` is asked at each planning. */
export function pullPlan(model: string, provider: string, room: () => ProviderRoom): PlanSubject {
  return {
    verb: 'Pull',
    object: model,
    node: provider,
    tier: 1,
    ...boundPlan({
      read: (signal) => found(`${provider}/${model}`, signal),
      view: (there) => pullView(model, there, room()),
      facts: (there) => [there === undefined ? 'not there' : `there: ${there.digest ?? 'no digest'}`],
      act: (_there, { signal }) => startPull({ model, provider }, signal),
    }),
  };
}

function pullView(model: string, there: LibraryModel | undefined, room: ProviderRoom): UnboundView {
  const digest = there?.digest ?? undefined;
  return {
    ...NOTHING,
    changes: [
      {
        id: model,
        what: model,
        before: digest === undefined ? (there ? 'There' : 'Not there') : shortDigest(digest),
        after: 'What the registry has under that name',
      },
    ],
    affected: there ? ['Calls go on with what is there until the new one is whole.'] : [],
    needs: planNeeds(room),
    cannotBeUndone: there ? ['If the tag has moved, the model that was there is replaced.'] : [],
  };
}

/** deletePlan is the plan of taking a model off its provider's disk. */
export function deletePlan({ id, provider }: LibraryModel): PlanSubject {
  return {
    verb: 'Delete',
    object: id,
    tier: 2,
    ...boundPlan({
      read: (signal) => deletionOf(id, signal),
      view: (there) => deletionView(id, provider, there),
      facts: (there) => (there === undefined ? ['gone'] : deletionFacts(there)),
      act: (_there, { reason, signal }) => deleteModel(id, reason, signal),
      isDone: (there) => there === undefined,
    }),
  };
}

/** deletionOf is undefined for a model that is not there. */
async function deletionOf(id: string, signal: AbortSignal): Promise<Deletion | undefined> {
  try {
    return await planDeletion(id, signal);
  } catch (error) {
    if (asProblem(error).code === 'model_not_found') return undefined;
    throw error;
  }
}

function deletionView(id: string, provider: string, there: Deletion | undefined): UnboundView {
  if (there === undefined) throw gone(id);
  const { size_bytes: size, loaded, in_flight: calls, default: isDefault } = there;
  const kept = size === null ? 'On disk' : bytes(size);
  return {
    ...NOTHING,
    changes: [{ id, what: id, before: kept, after: 'Gone' }],
    stops: loaded ? ['It is in memory now, and leaves it.'] : [],
    affected: [
      ...running(calls),
      ...(isDefault ? ['The name default stands for it, and would stand for nothing.'] : []),
    ],
    cannotBeUndone: [
      `It has to be pulled again${provider === 'ollama' ? '; one that was made here is lost' : ''}.`,
    ],
  };
}

function deletionFacts({ digest, loaded, in_flight, default: isDefault }: Deletion): string[] {
  return [
    `digest: ${digest ?? 'none'}`,
    ...(loaded ? ['loaded'] : []),
    ...inUse(in_flight),
    ...(isDefault ? ['default'] : []),
  ];
}

/** unloadPlan is for a model that is in use. */
export function unloadPlan({ id }: LibraryModel): PlanSubject {
  return {
    verb: 'Unload',
    object: id,
    tier: 1,
    ...boundPlan({
      read: (signal) => found(id, signal),
      view: (there) => unloadView(id, there),
      facts: (there) => (there === undefined ? ['gone'] : [there.state, ...inUse(there.in_flight)]),
      act: (_there, { signal }) => unloadModel(id, true, signal),
      isDone: (there) => there?.state !== 'loaded',
    }),
  };
}

function unloadView(id: string, there: LibraryModel | undefined): UnboundView {
  if (there === undefined) throw gone(id);
  const { state, in_flight: calls, vram_bytes: memory } = there;
  const inMemory = memory === null ? 'In memory' : `${bytes(memory)} in memory`;
  const before = state === 'loaded' ? inMemory : 'Not in memory';
  return {
    ...NOTHING,
    changes: [{ id, what: id, before, after: 'On disk only' }],
    stops: ['The next call waits until it is loaded again.'],
    affected: running(calls).map((line) => `${line} They end first.`),
  };
}

/** defaultPlan has the name `default` stand for a model, or for none. */
export function defaultPlan({ id, default: isDefault }: LibraryModel): PlanSubject {
  const wanted = isDefault ? null : id;
  return {
    verb: isDefault ? 'Unset the default model' : 'Make default',
    object: id,
    tier: 1,
    ...boundPlan({
      read: defaultOf,
      view: (model) => ({
        ...NOTHING,
        changes: [
          { id: 'default', what: 'default', before: model ?? 'No model', after: wanted ?? 'No model' },
        ],
        affected: ['Everybody who asks for the model named default, from the next call on.'],
      }),
      facts: (model) => [`default: ${model ?? 'none'}`],
      act: (_model, { signal }) => chooseDefault(wanted, signal),
      isDone: (model) => model === wanted,
    }),
  };
}

async function defaultOf(signal: AbortSignal): Promise<string | null> {
  const { model, source } = await readDefaultModel(signal);
  if (source !== 'gateway.yaml') return model;
  throw new Problem(409, 'default_in_file', 'gateway.yaml says which model the default is: change it there');
}

async function found(id: string, signal: AbortSignal): Promise<LibraryModel | undefined> {
  return (await readLibrary(signal)).models.find((model) => model.id === id);
}

function gone(id: string): Problem {
  return new Problem(404, 'model_not_found', `there is no model ${id} any more`);
}

/** How many calls run changes all the time; that any does is what a plan stands on. */
function inUse(calls: number): string[] {
  return calls === 0 ? [] : ['in use'];
}

function running(calls: number): string[] {
  return calls === 0 ? [] : [`${counted(calls, 'call')} ${calls === 1 ? 'runs' : 'run'} on it now.`];
}
