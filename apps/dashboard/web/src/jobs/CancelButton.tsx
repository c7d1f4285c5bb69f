import { useMutation } from '@tanstack/react-query';
import { asProblem, sentence } from '../api/problem.js';
import { cancelJob } from '../api/ops.js';
import type { Job } from '../api/ops-views.js';
import { useCanAct } from '../data/use-can-act.js';
import { Button, toast } from '../kit/index.js';
import { useMay } from '../session/use-session.js';
import { jobTitle } from './job-words.js';

const ANSWERS: Readonly<Record<string, string>> = {
  removed: 'Taken out of the queue. Nothing was changed.',
  requested: 'Asked to stop. How it ended is shown once it has.',
  ended: 'It had ended already.',
};

/** CancelButton takes a waiting job out of its queue, or asks a running one to stop. */
export function CancelButton({ job }: { readonly job: Job }) {
  const may = useMay('cancel');
  const canAct = useCanAct('jobs');
  const cancel = useMutation({
    mutationFn: () => cancelJob(job.id),
    onSuccess: ({ was }) => toast('ok', ANSWERS[was] ?? `Cancelled: ${was}.`),
    onError: (error) => toast('failed', `Not cancelled. ${sentence(asProblem(error).message)}`),
  });
  const isOpen = job.state === 'active' || job.state === 'waiting';
  if (!may || !canAct || !isOpen) return null;
  return (
    <Button onPress={() => cancel.mutate()} isDisabled={cancel.isPending}>
      {job.state === 'waiting' ? 'Take out of queue' : 'Cancel job'}
      <Unseen text={jobTitle(job)} />
    </Button>
  );
}

function Unseen({ text }: { readonly text: string }) {
  return <span className="unseen"> {text}</span>;
}
