/** Why a run has no further step: the model was done, or was cut off by a limit of its own or of the run. */
export type FinishReason = 'stop' | 'length' | 'content_filter' | 'max_steps' | 'max_tokens' | 'timeout';

export interface RunUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  /** True when an upstream reported nothing, and four characters were counted as a token. */
  readonly estimated: boolean;
}

/** CallNote is one tool call of a run; long texts are clipped. */
export interface CallNote {
  readonly id: string;
  readonly tool: string;
  readonly arguments: string;
  readonly ok: boolean;
  /** Of a call that failed. */
  readonly code?: string;
  readonly result: string;
  readonly ms: number;
}

/** StepNote is one answer of the model, and the calls that were made for it. */
export interface StepNote {
  readonly step: number;
  readonly text: string;
  readonly finish_reason: string | null;
  readonly calls: CallNote[];
}

/** RunEvent is what happens in a run, as it is streamed and kept. */
export type RunEvent =
  | {
      readonly type: 'run.started';
      readonly run: string;
      readonly agent: string;
      readonly model: string;
    }
  | { readonly type: 'text.delta'; readonly step: number; readonly text: string }
  | {
      readonly type: 'step.model';
      readonly step: number;
      readonly finish_reason: string | null;
      /** Names of the tools that it wants called. */
      readonly tools: readonly string[];
      readonly usage: RunUsage;
    }
  | {
      readonly type: 'tool.call';
      readonly step: number;
      readonly call: string;
      readonly tool: string;
      readonly arguments: string;
    }
  | ({ readonly type: 'tool.result'; readonly step: number; readonly call: string } & Omit<
      CallNote,
      'id' | 'arguments'
    >)
  | ({
      readonly type: 'run.completed';
      readonly finish_reason: FinishReason;
      readonly text: string;
    } & RunTotals)
  | ({ readonly type: 'run.failed'; readonly code: string; readonly message: string } & RunTotals)
  | ({ readonly type: 'run.cancelled' } & RunTotals);

export interface RunTotals {
  readonly steps: number;
  readonly usage: RunUsage;
}

/** endsRun tells whether nothing more is to come. */
export function endsRun({ type }: RunEvent): boolean {
  return type === 'run.completed' || type === 'run.failed' || type === 'run.cancelled';
}
