import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { TRAINING } from '../../api/training.js';
import { Button, Empty, Link, Resource, Select } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { serverPath } from '../tools/server-state.js';
import css from './Training.module.css';
import { startPlan } from './training-plans.js';
import { useConfigs } from './training-server.js';

/** StartForm asks which saved config, and opens the plan of starting it. */
export function StartForm() {
  const query = useConfigs();
  return (
    <Resource query={query} what="training configs">
      {(configs) => (configs.length === 0 ? <NoConfigs /> : <Choice configs={configs} />)}
    </Resource>
  );
}

function NoConfigs() {
  return (
    <Empty title="No config is saved yet">
      <p>
        A config says what is trained on what, and for how long. The tool <code>create-training-config</code>{' '}
        makes one; it can be called from a chat, or on{' '}
        <Link to={serverPath(TRAINING)}>the server's page</Link>.
      </p>
    </Empty>
  );
}

function Choice({ configs }: { readonly configs: readonly string[] }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState('');
  const config = configs.includes(chosen) ? chosen : (configs[0] ?? '');
  const start = () =>
    openPlan(
      startPlan(
        client,
        config,
        (job) => void navigate({ to: `/training/jobs/${encodeURIComponent(job.job_id)}` }),
      ),
    );
  return (
    <div className={css.start}>
      <Select
        label="Saved config"
        value={config}
        options={configs.map((name) => ({ value: name, label: name }))}
        onChange={setChosen}
      />
      <Button onPress={start}>Plan the start</Button>
    </div>
  );
}
