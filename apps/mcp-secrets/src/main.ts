import { runTools } from '@app/tool-server';
import { secretsTools } from './secrets-tools.js';

await runTools(() => secretsTools(process.env, process.argv.slice(2)));
