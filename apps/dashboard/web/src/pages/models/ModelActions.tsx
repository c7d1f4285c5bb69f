import type { LibraryModel } from '../../api/library-views.js';
import { Button, cx, Menu } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useMay } from '../../session/use-session.js';
import css from './Models.module.css';
import { defaultPlan, deletePlan, pullPlan } from './model-plans.js';
import { actionsFor, type ModelAction } from './model-state.js';
import { useLibrary, useLoad, useRefreshModels, useUnload } from './use-models.js';

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

/** ModelActions loads and unloads; all else it does is planned first. */
export function ModelActions({ model, areWide = false, onDeleted }: ModelActionsProps) {
  const act = useAct(model, onDeleted);
  const rights = {
    mayOperate: useMay('operate'),
    mayAdminister: useMay('administer'),
    isManaged: useIsManaged(model),
  };
  const actions = actionsFor(model, rights);
  const buttons = areWide ? actions : actions.filter((action) => action === 'load' || action === 'unload');
  const rest = actions.filter((action) => !buttons.includes(action));
  return (
    <div className={cx(css.actions, areWide && css.wide)}>
      {buttons.map((action) => (
        <Button key={action} onPress={() => act(action)}>
          {WORDS[action]}
          <span className="unseen"> {model.id}</span>
        </Button>
      ))}
      {rest.length > 0 && (
        <Menu
          label={`More for ${model.id}`}
          actions={rest.map((action) => ({ id: action, label: WORDS[action], onAction: () => act(action) }))}
        />
      )}
    </div>
  );
}

function useIsManaged({ provider }: LibraryModel): boolean {
  const { data } = useLibrary();
  return data?.providers.find(({ id }) => id === provider)?.manages_models === true;
}

function useAct(model: LibraryModel, onDeleted: (() => void) | undefined): (action: ModelAction) => void {
  const load = useLoad();
  const unload = useUnload();
  const refresh = useRefreshModels();
  return (action) => {
    if (action === 'load') return load.mutate(model);
    if (action === 'unload') return unload(model);
    if (action === 'pull') return openPlan({ ...pullPlan(model.model, model.provider), onAccepted: refresh });
    if (action !== 'delete') return openPlan({ ...defaultPlan(model), onAccepted: refresh });
    const done = () => {
      refresh();
      onDeleted?.();
    };
    return openPlan({ ...deletePlan(model), onAccepted: done });
  };
}
