import type { JsonObject } from '@app/kernel';
import type { NativeCall } from '../native-record.js';
import { mintId } from './reply-head.js';

/** toolCallBody is a call as OpenAI carries it: the upstream's id or one of ours, arguments as JSON text. */
export function toolCallBody(call: NativeCall): JsonObject {
  return {
    id: call.id ?? mintId('call_'),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  };
}
