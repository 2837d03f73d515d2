import { verifyAudit } from '../../storage/audit.js';
import { migrate, openDatabase } from '../../storage/database.js';
import { type Command, withConfig } from './command.js';

/** `audit verify`: exit code 0 when every chain is whole, 3 when one is not. */
export const auditCommand: Command = {
  usage: 'verify',
  about: 'Tell whether every hash chain of the audit log is whole',
  run: ([verb]) =>
    withConfig(async (config) => {
      if (verb !== 'verify') {
        console.error('vigia audit verify');
        return 2;
      }
      const database = await openDatabase(config);
      try {
        await migrate(database);
        const { entries, faults } = await verifyAudit(database.query);
        for (const { chain, place, problem } of faults) {
          console.error(`${chain === 0 ? 'Installation' : `Case ${chain}`}, entry ${place}: ${problem}`);
        }
        console.log(
          faults.length === 0 ? `Whole: ${entries} entries.` : `BROKEN: ${faults.length} faults in ${entries} entries.`,
        );
        return faults.length === 0 ? 0 : 3;
      } finally {
        await database.close();
      }
    }),
};
