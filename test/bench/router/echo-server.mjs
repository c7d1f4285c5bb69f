// The server that calls are measured with: it answers at once.
import { serve } from '../../mcp/fixtures/stdio-server.mjs';

serve();
