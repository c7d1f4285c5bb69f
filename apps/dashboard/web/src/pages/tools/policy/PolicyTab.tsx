import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Entry } from '../../../api/tool-registry.js';
import { Empty, Resource } from '../../../kit/index.js';
import { openPlan } from '../../../plan/plan-store.js';
import { useMay } from '../../../session/use-session.js';
import { changesOf, draftOfEntry, type PolicyDraft } from './policy-draft.js';
import { policyPlan } from './policy-plan.js';
import { PolicyForm } from './PolicyForm.js';
import { useRegistry } from '../tool-queries.js';
import css from '../Tools.module.css';
import { WhoMayCall } from './WhoMayCall.js';

/** PolicyTab is who may call what of a server, and what a change of that would do. */
export function PolicyTab({ server }: { readonly server: string }) {
  const query = useRegistry();
  return (
    <Resource query={query} what="policies">
      {({ servers }) => {
        const entry = servers[server];
        if (entry) return <Editor server={server} entry={entry} />;
        return (
          <Empty title={`The registry has no entry for ${server}`}>
            <p>It is named in servers.txt alone, so there is no policy to edit.</p>
          </Empty>
        );
      }}
    </Resource>
  );
}

function Editor({ server, entry }: { readonly server: string; readonly entry: Entry }) {
  const client = useQueryClient();
  const mayReadAudit = useMay('read_audit');
  const now = useMemo(() => draftOfEntry(entry), [entry]);
  const [edited, setEdited] = useState<Partial<PolicyDraft>>({});
  const draft = { ...now, ...edited };
  const changes = changesOf(now, draft);
  const save = () => {
    const isWider = changes.some((change) => change.isWider);
    const plan = policyPlan(client, { server, edited, isWider, mayReadAudit });
    const onAccepted: typeof plan.onAccepted = (accepted) => {
      plan.onAccepted?.(accepted);
      setEdited({});
    };
    openPlan({ ...plan, onAccepted });
  };
  return (
    <div className={css.columns}>
      <PolicyForm
        server={server}
        before={now}
        draft={draft}
        changes={changes}
        set={(change) => setEdited({ ...edited, ...change })}
        onSave={save}
        {...(Object.keys(edited).length > 0 && { onDiscard: () => setEdited({}) })}
      />
      <WhoMayCall server={server} draft={draft} isEdited={changes.length > 0} />
    </div>
  );
}
