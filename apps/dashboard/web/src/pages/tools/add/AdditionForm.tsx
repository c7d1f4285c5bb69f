import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCanAct } from '../../../data/use-can-act.js';
import { Button, Panel, Tabs } from '../../../kit/index.js';
import { openPlan } from '../../../plan/plan-store.js';
import { serverPath } from '../server-state.js';
import { additionPlan } from './addition-plan.js';
import { useCatalog } from '../tool-queries.js';
import css from '../Tools.module.css';
import {
  additionOf,
  additionProblems,
  additionView,
  nameOf,
  NO_ADDITION,
  optionOf,
  type Source,
} from './addition.js';
import type { AdditionPart } from './addition-part.js';
import { FromCatalog } from './FromCatalog.js';
import { FromCommand } from './FromCommand.js';
import { FromImage } from './FromImage.js';
import { FromUrl } from './FromUrl.js';
import { NameAndClients } from './NameAndClients.js';

/** AdditionForm asks for one server, wherever it comes from, and plans its addition. */
export function AdditionForm() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const catalog = useCatalog();
  const canAct = useCanAct('router');
  const [draft, setDraft] = useState(NO_ADDITION);
  const [isTried, setTried] = useState(false);
  const option = draft.source === 'catalog' ? optionOf(draft, catalog.data?.items ?? []) : undefined;
  const found = additionProblems(draft, option);
  const isWrong = Object.keys(found).length > 0;
  const props: AdditionPart = {
    draft,
    problems: isTried ? found : {},
    set: (change) => setDraft({ ...draft, ...change }),
  };
  const choose = (source: Source) => {
    setTried(false);
    props.set({ source });
  };
  const plan = () => {
    setTried(true);
    if (isWrong) return;
    const server = nameOf(draft);
    const onAdded = () => void navigate({ to: serverPath(server) });
    openPlan(additionPlan(client, additionOf(draft, option), additionView(draft, option), onAdded));
  };
  return (
    <Panel title="What runs">
      <Tabs<Source>
        label="Where it comes from"
        selected={draft.source}
        onSelect={choose}
        tabs={[
          { id: 'catalog', title: 'Catalogue', content: <FromCatalog {...props} option={option} /> },
          { id: 'image', title: 'Image', content: <FromImage {...props} /> },
          { id: 'command', title: 'Command', content: <FromCommand {...props} /> },
          { id: 'url', title: 'URL', content: <FromUrl {...props} /> },
        ]}
      />
      <div className={css.form}>
        <NameAndClients {...props} />
        <div className={css.decide}>
          {canAct && (
            <Button look="accent" onPress={plan}>
              Plan the addition
            </Button>
          )}
          {isTried && isWrong && (
            <span className={css.wrong} role="alert">
              Something above is missing or wrong.
            </span>
          )}
        </div>
      </div>
    </Panel>
  );
}
