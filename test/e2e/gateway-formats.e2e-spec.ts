// What passes through the gateway, in whose words, and to the byte.
import './gateway/chat-over-ollama.ts';
import './gateway/chat-over-vllm.ts';
import './gateway/provider-contract.ts';
import './gateway/model-names.ts';
import './gateway/embeddings-encoding.ts';
import './gateway/tool-calls.ts';
import './gateway/structured-output.ts';
import './gateway/usage-in-streams.ts';
import './gateway/split-streams.ts';
import './gateway/byte-for-byte.ts';
