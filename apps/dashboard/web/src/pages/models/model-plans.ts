import {
  chooseDefault,
  deleteModel,
  planDeletion,
  readDefaultModel,
  readLibrary,
  startPull,
  unloadModel,
} from '../../api/gateway.js';
import type { LibraryModel } from '../../api/library-views.js';
import { Problem } from '../../api/problem.js';
import type { PlanSubject, PlanView } from '../../plan/plan-view.js';
import { bytes, counted, shortDigest } from '../../time/format.js';

const NOTHING: Omit<PlanView, 'hash' | 'changes'> = {
  stops: [],
  affected: [],
  needs: [],
  cannotBeUndone: [],
};

/** pullPlan is the plan of fetching a model; of one that is there, its tag may move. */
export function pullPlan(model: string, provider: string): PlanSubject {
  return {
    verb: 'Pull',
    object: model,
    node: provider,
    tier: 1,
    plan: async (signal) => pullView(model, await found(`${provider}/${model}`, signal)),
    confirm: async ({ signal }) => {
      await startPull({ model, provider }, signal);
      return {};
    },
  };
}

function pullView(model: string, there: LibraryModel | undefined): PlanView {
  const digest = there?.digest ?? undefined;
  return {
    ...NOTHING,
    hash: digest ?? 'none',
    changes: [
      {
        id: model,
        what: model,
        before: digest === undefined ? (there ? 'There' : 'Not there') : shortDigest(digest),
        after: 'What the registry has under that name',
      },
    ],
    affected: there ? ['Calls go on with what is there until the new one is whole.'] : [],
    needs: [
      'Its size is known once the registry has answered.',
      'How much room the disk has is not known here: no provider tells.',
    ],
    cannotBeUndone: there ? ['If the tag has moved, the model that was there is replaced.'] : [],
  };
}

/** deletePlan is the plan of taking a model off its provider's disk. */
export function deletePlan({ id, provider }: LibraryModel): PlanSubject {
  return {
    verb: 'Delete',
    object: id,
    tier: 2,
    plan: async (signal) => {
      const {
        size_bytes: size,
        digest,
        loaded,
        in_flight: calls,
        default: isDefault,
      } = await planDeletion(id, signal);
      const kept = size === null ? 'On disk' : bytes(size);
      return {
        hash: digest ?? 'none',
        changes: [{ id, what: id, before: kept, after: 'Gone' }],
        stops: loaded ? ['It is in memory now, and leaves it.'] : [],
        affected: [
          ...running(calls),
          ...(isDefault ? ['The name default stands for it, and would stand for nothing.'] : []),
        ],
        needs: [],
        cannotBeUndone: [
          `It has to be pulled again${provider === 'ollama' ? '; one that was made here is lost' : ''}.`,
        ],
      };
    },
    confirm: async ({ reason, signal }) => {
      await deleteModel(id, reason, signal);
      return {};
    },
  };
}

/** unloadPlan is for a model that is in use. */
export function unloadPlan({ id }: LibraryModel): PlanSubject {
  return {
    verb: 'Unload',
    object: id,
    tier: 1,
    plan: async (signal) => {
      const { in_flight: calls = 0, vram_bytes: memory = null } = (await found(id, signal)) ?? {};
      return {
        ...NOTHING,
        hash: 'unload',
        changes: [
          {
            id,
            what: id,
            before: memory === null ? 'In memory' : `${bytes(memory)} in memory`,
            after: 'On disk only',
          },
        ],
        stops: ['The next call waits until it is loaded again.'],
        affected: running(calls).map((line) => `${line} They end first.`),
      };
    },
    confirm: async ({ signal }) => {
      await unloadModel(id, true, signal);
      return {};
    },
  };
}

/** defaultPlan has the name `default` stand for a model, or for none. */
export function defaultPlan({ id, default: isDefault }: LibraryModel): PlanSubject {
  return {
    verb: isDefault ? 'Unset the default model' : 'Make default',
    object: id,
    tier: 1,
    plan: async (signal) => {
      const { model, source } = await readDefaultModel(signal);
      if (source === 'gateway.yaml')
        throw new Problem(
          409,
          'default_in_file',
          'gateway.yaml says which model the default is: change it there',
        );
      return {
        ...NOTHING,
        hash: model ?? 'none',
        changes: [
          { id: 'default', what: 'default', before: model ?? 'No model', after: isDefault ? 'No model' : id },
        ],
        affected: ['Everybody who asks for the model named default, from the next call on.'],
      };
    },
    confirm: async ({ signal }) => {
      await chooseDefault(isDefault ? null : id, signal);
      return {};
    },
  };
}

async function found(id: string, signal: AbortSignal): Promise<LibraryModel | undefined> {
  return (await readLibrary(signal)).models.find((model) => model.id === id);
}

function running(calls: number): string[] {
  return calls === 0 ? [] : [`${counted(calls, 'call')} ${calls === 1 ? 'runs' : 'run'} on it now.`];
}
