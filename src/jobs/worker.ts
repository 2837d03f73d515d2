import { EventEmitter } from 'node:events';
import { Logger as JobLogger, parseCronItems, run, type Task, type WorkerEvents } from 'graphile-worker';
import { SYSTEM } from '../use-cases/actor.js';
import { watchMailbox } from '../use-cases/mailbox.js';
import { askWhenCasesChange } from '../use-cases/missing-data.js';
import { showPresence, watchForDeadWorkers } from '../use-cases/takeover.js';
import type { House, RequestContext } from '../use-cases/use-case.js';
import { JOBS } from './index.js';

const JOBS_AT_ONCE = 2;

/** Does the jobs, and reads the mailbox, until it is stopped. Any number of processes may do so beside each other. */
export async function startWorker(house: House): Promise<{ stop(): Promise<void> }> {
  const runner = await run({
    pgPool: house.database.pool,
    events: presenceEvents(house),
    concurrency: JOBS_AT_ONCE,
    noHandleSignals: true,
    logger: new JobLogger(() => (level, message) => level === 'error' && house.log.error({ job: true }, message)),
    taskList: Object.fromEntries(Object.keys(JOBS).map((name) => [name, taskOf(house, name)])),
    parsedCronItems: parseCronItems(
      Object.entries(JOBS).flatMap(([task, { schedule }]) =>
        schedule ? [{ task, match: schedule, identifier: task }] : [],
      ),
    ),
  });
  const endWatch = watchForDeadWorkers(house.database.query, house.log);
  const endAsking = askWhenCasesChange(house);
  const mailbox = watchMailbox(house);
  return {
    async stop() {
      endWatch();
      endAsking();
      await Promise.all([mailbox.stop(), runner.stop()]);
    },
  };
}

/** The connection on which a worker hears of new jobs also tells others that it lives: it is kept open, and made anew when lost. */
function presenceEvents({ log }: House): WorkerEvents {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:listen:success', ({ workerPool, client }) => {
    showPresence(client, workerPool.id).catch((error: Error) =>
      log.warn({ problem: error.name }, 'the worker cannot show that it lives'),
    );
  });
  return events;
}

function taskOf(house: House, name: string): Task {
  const { useCase, judge } = JOBS[name]!;
  return async (payload, { job }) => {
    const answer = await useCase(contextOf(house, `job-${job.id}`), payload ?? {});
    judge?.(answer);
  };
}

function contextOf(house: House, requestId: string): RequestContext {
  return { house, actor: SYSTEM, requestId, ip: null };
}
