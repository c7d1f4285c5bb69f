import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { TRAINING } from '../../api/training.js';
import { useAnswers } from '../../data/use-can-act.js';
import { Button, Checkboxes, Empty, Link, Resource, Select } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { serverPath } from '../tools/server-state.js';
import css from './Training.module.css';
import { startPlan } from './training-plans.js';
import { freeText } from './gpu-memory.js';
import { offers } from './training-answers.js';
import { useConfigs, useGpus, useTrainingTools } from './training-server.js';

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
  const [gpus, setGpus] = useState<readonly string[]>([]);
  const { data: tools = [] } = useTrainingTools();
  const answers = useAnswers('router');
  const tellsGpus = offers(tools, 'get-system-stats');
  const config = configs.includes(chosen) ? chosen : (configs[0] ?? '');
  const start = () =>
    openPlan(
      startPlan(
        client,
        { config, gpus: gpus.toSorted((one, other) => Number(one) - Number(other)).join(','), tellsGpus },
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
      {tellsGpus && <GpuChoice chosen={gpus} onChange={setGpus} />}
      {answers && <Button onPress={start}>Plan the start</Button>}
    </div>
  );
}

interface GpuChoiceProps {
  readonly chosen: readonly string[];
  readonly onChange: (gpus: readonly string[]) => void;
}

/** Not there where the backend lists none: on a Mac there is one, without a number. */
function GpuChoice({ chosen, onChange }: GpuChoiceProps) {
  const { data: gpus = [] } = useGpus({ isOffered: true, isLive: false });
  if (gpus.length === 0) return null;
  return (
    <Checkboxes
      label="GPUs; without any, those of the job before, or GPU 0"
      value={chosen}
      options={gpus.map((gpu, index) => ({
        value: String(index),
        label: `GPU ${index}`,
        hint: `${gpu.name}, ${freeText(gpu)}`,
      }))}
      onChange={onChange}
    />
  );
}
