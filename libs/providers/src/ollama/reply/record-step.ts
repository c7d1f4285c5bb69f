import type { NativeRecord } from '../native-record.js';

/** RecordStep changes the records of one reply, in order, before they are translated; it may hold state. */
export type RecordStep = (record: NativeRecord) => NativeRecord;

/** firstCallOnly is `parallel_tool_calls: false`, which Ollama does not know: later calls are left out. */
export function firstCallOnly(): RecordStep {
  let called = false;
  return (record) => {
    if (record.calls.length === 0) return record;
    const calls = called ? [] : record.calls.slice(0, 1);
    called = true;
    return { ...record, calls };
  };
}
