/** For operators: makes a key of a tenant, and the tenant where it is new, on the database that OCTET_DATABASE_URL names. Prints it once. */
import { parseArgs } from 'node:util';
import { configFrom, problemOf, scopes } from '@octet/contracts';
import { createLedger } from '@octet/ledger';
import Type from 'typebox';

const usage = 'usage: node services/gateway/src/mint-key.ts --tenant NAME [--name TEXT]   (OCTET_DATABASE_URL says where)\n';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({ options: { tenant: { type: 'string' }, name: { type: 'string', default: 'first key' } } });
    if (values.tenant === undefined || !/^[a-z0-9][a-z0-9-]{0,62}$/.test(values.tenant)) {
      process.stderr.write(`octet: --tenant takes lower-case letters, digits and hyphens\n${usage}`);
      return 64;
    }
    const { OCTET_DATABASE_URL: url } = configFrom(Type.Object({ OCTET_DATABASE_URL: Type.String({ minLength: 1 }) }), process.env);
    const ledger = await createLedger({ url, poolSize: 1 });
    try {
      await ledger.keys.ensureTenant(values.tenant);
      const { secret } = await ledger.keys.mint(values.tenant, { name: values.name, scopes });
      process.stdout.write(`${secret}\n`);
    } finally {
      await ledger.close();
    }
    return 0;
  } catch (error) {
    const { code, detail } = problemOf(error);
    process.stderr.write(`octet: ${code === 'internal' ? (error as Error).message : detail}\n${usage}`);
    return 1;
  }
}
