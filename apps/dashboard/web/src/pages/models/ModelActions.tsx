import { useNavigate } from '@tanstack/react-router';
import type { LibraryModel } from '../../api/library-views.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, cx, Menu } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useMay } from '../../session/use-session.js';
import css from './Models.module.css';
import { defaultPlan, deletePlan, pullPlan } from './model-plans.js';
import { actionsFor, canChat, modelPath, type ModelAction } from './model-state.js';
import { NoLoad } from './NoLoad.js';
import { useLostGpu } from './use-lost-gpu.js';
import { useLibrary, useLoad, useRefreshModels, useUnload } from './use-models.js';
import { usePlaces } from './use-places.js';
import { useProviderRoom } from './use-pull-room.js';

const WORDS: Readonly<Record<ModelAction, string>> = {
  load: 'Load',
  unload: 'Unload',
  pull: 'Pull again',
  default: 'Make default',
  no_default: 'Unset default',
  delete: 'Delete',
};

interface ModelActionsProps {
  readonly model: LibraryModel;
  /** All as buttons: where there is room. */
  readonly areWide?: boolean;
  readonly onDeleted?: () => void;
}

/** ModelActions loads and unloads; all else that it changes is planned first. Where there is no room it leads on, too. */
export function ModelActions({ model, areWide = false, onDeleted }: ModelActionsProps) {
  const act = useAct(model, onDeleted);
  const ways = useWays(model);
  const canAct = useCanAct('gateway');
  const lost = useLostGpu(model.provider);
  const rights = {
    mayOperate: useMay('operate') && canAct,
    mayAdminister: useMay('administer') && canAct,
    isManaged: useIsManaged(model),
    isGpuLost: lost !== undefined,
  };
  const actions = actionsFor(model, rights);
  const wouldLoad = !areWide && actionsFor(model, { ...rights, isGpuLost: false }).includes('load');
  const buttons = areWide ? actions : actions.filter((action) => action === 'load' || action === 'unload');
  const rest = actions
    .filter((action) => !buttons.includes(action))
    .map((action) => ({ id: action, label: WORDS[action], onAction: () => act(action) }));
  const menu = areWide ? rest : [...ways, ...rest];
  return (
    <div className={cx(css.actions, areWide && css.wide)}>
      {buttons.map((action) => (
        <Button key={action} onPress={() => act(action)}>
          {WORDS[action]}
          <span className="unseen"> {model.id}</span>
        </Button>
      ))}
      {lost && wouldLoad && <NoLoad of={lost} />}
      {menu.length > 0 && <Menu label={`More for ${model.id}`} actions={menu} />}
    </div>
  );
}

/** Where one goes from a model: to a chat with it, and to the log of what serves it. */
function useWays(model: LibraryModel) {
  const navigate = useNavigate();
  const log = usePlaces().get(model.provider)?.log;
  const chat = () => void navigate({ to: modelPath(model.id), search: { tab: 'playground' } });
  return [
    ...(canChat(model) ? [{ id: 'chat', label: 'Open playground', onAction: chat }] : []),
    ...(log ? [{ id: 'log', label: 'Open log', onAction: () => void navigate({ to: log.path }) }] : []),
  ];
}

function useIsManaged({ provider }: LibraryModel): boolean {
  const { data } = useLibrary();
  return data?.providers.find(({ id }) => id === provider)?.manages_models === true;
}

function useAct(model: LibraryModel, onDeleted: (() => void) | undefined): (action: ModelAction) => void {
  const load = useLoad();
  const unload = useUnload();
  const refresh = useRefreshModels();
  const roomOf = useProviderRoom();
  return (action) => {
    if (action === 'load') return load.mutate(model);
    if (action === 'unload') return unload(model);
    if (action === 'pull') {
      const plan = pullPlan(model.model, model.provider, () => roomOf(model.provider));
      return openPlan({ ...plan, onAccepted: refresh });
    }
    if (action !== 'delete') return openPlan({ ...defaultPlan(model), onAccepted: refresh });
    const done = () => {
      refresh();
      onDeleted?.();
    };
    return openPlan({ ...deletePlan(model), onAccepted: done });
  };
}
