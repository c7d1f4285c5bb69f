import { useQueryClient } from '@tanstack/react-query';
import type { TrainingJob } from '../../api/training.js';
import { useAnswers } from '../../data/use-can-act.js';
import { Button } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useMay } from '../../session/use-session.js';
import { mayStop, offers } from './training-answers.js';
import { stopPlan } from './training-plans.js';
import { useTrainingTools } from './training-server.js';

interface StopButtonProps {
  readonly job: TrainingJob;
  /** In a row that has the job's name: that is only read out. */
  readonly isShort?: boolean;
}

/** StopButton opens the plan of stopping a job; it is not there for who may not, and where nothing would stop. */
export function StopButton({ job, isShort = false }: StopButtonProps) {
  const client = useQueryClient();
  const { data: tools = [] } = useTrainingTools();
  const may = useMay('operate') && offers(tools, 'stop-training', 'get-training-status');
  const answers = useAnswers('router');
  if (!may || !answers || !mayStop(job)) return null;
  return (
    <Button onPress={() => openPlan(stopPlan(client, job))}>
      Stop{isShort ? <span className="unseen"> {job.name}</span> : ' training'}
    </Button>
  );
}
