import { runTools } from '@app/tool-server';
import { vectorTools } from './vector-tools.js';

await runTools(async () => vectorTools(process.env).set);
