import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { runBenchmark, type Benchmark as Result } from '../../api/gateway.js';
import { asProblem, sentence } from '../../api/problem.js';
import { BENCHMARK } from '../../data/benchmarks.js';
import { useAnswers } from '../../data/use-can-act.js';
import { Button, Facts, Note, Panel, State, Time } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { duration } from '../../time/format.js';
import css from './Models.module.css';
import { firstTokenText, rateText } from './rates.js';
import { useRefreshModels, useThroughput } from './use-models.js';

/** Benchmark times one short answer of a model. */
export function Benchmark({ model }: { readonly model: string }) {
  const may = useMay('operate');
  const answers = useAnswers('gateway');
  const { run, stop } = useBenchmark();
  const last = useThroughput().data?.last_benchmark;
  const result = run.data ?? (last?.model === model ? last : undefined);
  return (
    <Panel title="Benchmark">
      <p className={css.muted}>
        Times one answer of at most 128 tokens. The model is loaded for it, if it is not.
      </p>
      {run.isPending && <State kind="working">Waiting for the answer</State>}
      {run.isError && !isStopped(run.error) && (
        <Note kind="failed" title="The benchmark failed" isAlert>
          {sentence(asProblem(run.error).message)}
        </Note>
      )}
      {result && !run.isPending && <Times of={result} />}
      {may && answers && (
        <div>
          {run.isPending ? (
            <Button onPress={stop}>Stop benchmark</Button>
          ) : (
            <Button onPress={() => run.mutate(model)}>Run benchmark</Button>
          )}
        </div>
      )}
    </Panel>
  );
}

function useBenchmark() {
  const refresh = useRefreshModels();
  const stopper = useRef<AbortController>(undefined);
  const run = useMutation({
    mutationKey: BENCHMARK,
    mutationFn: (model: string) => {
      stopper.current = new AbortController();
      return runBenchmark(model, stopper.current.signal);
    },
    onSettled: refresh,
  });
  // Nobody would see its result: it need not keep the model busy.
  useEffect(() => () => stopper.current?.abort(), []);
  return { run, stop: () => stopper.current?.abort() };
}

function isStopped(error: Error): boolean {
  return error.name === 'AbortError';
}

function Times({ of: result }: { readonly of: Result }) {
  return (
    <Facts
      of={[
        ['Tokens per second', rateText(result.output_tokens_per_sec)],
        ['First token', firstTokenText(result.time_to_first_token_ms)],
        ['Took', duration(result.duration_ms)],
        ['Tokens', `${result.input_tokens} in, ${result.output_tokens} out`],
        ['Measured', <Time key="ts" at={result.ts} />],
      ]}
    />
  );
}
