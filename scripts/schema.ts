import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { configSchema } from '../src/config/schema.ts';
import { packageFile } from '../src/package-root.ts';

// Writes the schema that editors use from the one that the validator uses; a test fails when they differ.
const path = packageFile('schema/config.schema.json');
writeFileSync(path, JSON.stringify(configSchema));
await execa('biome', ['format', '--write', path], { preferLocal: true, stdio: 'inherit' });
