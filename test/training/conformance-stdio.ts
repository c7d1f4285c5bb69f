/**
 * The training server on the standard streams, as its `main` serves them, with what the official conformance suite looks
 * for in place of its tools. Wants the build.
 */
import type * as ToolServer from '@app/tool-server';
import { CONFORMANCE_SET } from './conformance-set.ts';

const DOOR = new URL('../../dist/libs/tool-server/src/index.js', import.meta.url).href;
const { runTools } = (await import(DOOR)) as typeof ToolServer;

await runTools(async () => CONFORMANCE_SET);
