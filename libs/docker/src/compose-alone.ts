import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** withoutDependencies runs `work` with an override file in which none of the services depends on another. */
export async function withoutDependencies<T>(
  services: readonly string[],
  work: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-compose-'));
  try {
    const file = join(folder, 'alone.yml');
    const entries = services.map((service) => `  ${JSON.stringify(service)}: { depends_on: !reset {} }\n`);
    await writeFile(file, `services:\n${entries.join('')}`);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
