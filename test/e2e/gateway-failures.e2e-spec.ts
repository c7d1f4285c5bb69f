// What callers and upstreams do wrong, and what the gateway says and does then.
import './gateway/bad-input.ts';
import './gateway/context-overflow.ts';
import './gateway/upstream-failures.ts';
import './gateway/streams-end-truthfully.ts';
import './gateway/client-abort.ts';
import './gateway/shared-load.ts';
import './gateway/big-bodies.ts';
import './gateway/shutdown.ts';
