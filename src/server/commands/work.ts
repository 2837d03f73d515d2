import { startWorker } from '../../jobs/worker.js';
import { type Command, withHouse } from './command.js';

export const workCommand: Command = {
  usage: '',
  about: 'Do the jobs only, beside other servers on the same database',
  run: () =>
    withHouse(async (house, stop) => {
      const worker = await startWorker(house);
      console.log('VIGIA does the jobs of this database.');
      await stop;
      await worker.stop();
      return 0;
    }),
};
