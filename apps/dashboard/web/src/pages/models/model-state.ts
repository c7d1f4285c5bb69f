import type { LibraryModel } from '../../api/library-views.js';
import type { StateKind } from '../../kit/index.js';

/** modelPath is the page of a model. */
export function modelPath(id: string): string {
  return `/models/${encodeURIComponent(id)}`;
}

/** modelState is how a model is, in the six states of everything. */
export function modelState({
  state,
  loading,
  load_failure: failure,
}: Pick<LibraryModel, 'state' | 'loading' | 'load_failure'>): {
  kind: StateKind;
  word: string;
} {
  if (loading) return { kind: 'working', word: 'Loading' };
  switch (state) {
    case 'loaded':
      return { kind: 'ok', word: 'Loaded' };
    case 'ready':
      if (failure !== null) return { kind: 'failed', word: 'Failed' };
      return { kind: 'off', word: 'Ready' };
    case 'unreachable':
      return { kind: 'unknown', word: 'Unreachable' };
    default:
      return { kind: 'attention', word: 'Stale' };
  }
}

/** canChat is true of a model of which nobody says what it can. */
export function canChat({ capabilities }: Pick<LibraryModel, 'capabilities'>): boolean {
  return capabilities.length === 0 || capabilities.includes('completion');
}

/** What may be done with a model now. */
export type ModelAction = 'load' | 'unload' | 'pull' | 'default' | 'no_default' | 'delete';

interface Rights {
  readonly mayOperate: boolean;
  readonly mayAdminister: boolean;
  readonly isManaged: boolean;
  /** Its node has lost its GPU. */
  readonly isGpuLost: boolean;
}

/** actionsFor never offers what can only fail: its provider manages models, it answers, and the viewer may. */
export function actionsFor(
  model: LibraryModel,
  { mayOperate, mayAdminister, isManaged, isGpuLost }: Rights,
): readonly ModelAction[] {
  const answers = model.state === 'ready' || model.state === 'loaded';
  const actions: (ModelAction | false)[] = [
    mayOperate && isManaged && answers && !model.loading && moveOf(model, isGpuLost),
    mayOperate && canChat(model) && (model.default ? 'no_default' : 'default'),
    mayOperate && isManaged && answers && 'pull',
    mayAdminister && isManaged && answers && 'delete',
  ];
  return actions.filter((action) => action !== false);
}

function moveOf({ state }: LibraryModel, isGpuLost: boolean): ModelAction | false {
  if (state === 'loaded') return 'unload';
  return isGpuLost ? false : 'load';
}
