import { mintKey, storedForm } from '@app/auth';

const [id = 'my-client'] = process.argv.slice(2);
const key = mintKey();

process.stdout.write(`API key, shown this once:\n  ${key}\n\nEntry for config/clients.yaml:\n`);
process.stdout.write(
  `clients:\n  - id: ${id}\n    key_hash: "${storedForm(key)}"\n    scopes: { models: ["*"] }\n`,
);
