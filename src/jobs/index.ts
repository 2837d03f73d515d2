import { forgetOldAnnouncements } from '../use-cases/announcement/forget.js';
import { verifyAudit } from '../use-cases/audit/verify.js';
import { keepDuplicates } from '../use-cases/duplicate/keep.js';
import { countValues } from '../use-cases/duplicate/count.js';
import { learnNewCases } from '../use-cases/duplicate/learn.js';
import { settle } from '../use-cases/document/settle.js';
import { sortInbound } from '../use-cases/inbound/sort.js';
import { askForMissingData } from '../use-cases/followup/ask.js';
import { deliverMessages } from '../use-cases/followup/deliver.js';
import { addressNotices } from '../use-cases/notification/address.js';
import { sendNotice } from '../use-cases/notification/send.js';
import { tidyJobQueue } from '../use-cases/tidy-queue.js';
import type { UseCase } from '../use-cases/use-case.js';

/** A job and when it is done: a crontab line, or none for jobs that are only sent. */
export interface Job {
  useCase: UseCase;
  /** Minute, hour, day, month, weekday, in UTC. */
  schedule?: string;
  /** Looks at the answer; throws when a person should hear of it. */
  judge?(answer: unknown): void;
}

/** Every job by its name. */
export const JOBS: Readonly<Record<string, Job>> = {
  'announcement.forget': { useCase: forgetOldAnnouncements, schedule: '40 7 * * *' },
  'audit.verify': {
    useCase: verifyAudit,
    schedule: '10 8 * * *',
    judge(answer) {
      const { whole } = answer as { whole: boolean };
      if (!whole) throw new Error('The audit log is broken: run `vigia audit verify`');
    },
  },
  'duplicate.count': { useCase: countValues, schedule: '20 7 * * *' },
  'duplicate.learn': { useCase: learnNewCases, schedule: '* * * * *' },
  'document.settle': { useCase: settle },
  'inbound.sort': { useCase: sortInbound },
  'followup.ask': { useCase: askForMissingData, schedule: '* * * * *' },
  'followup.deliver': { useCase: deliverMessages },
  'duplicate.keep': { useCase: keepDuplicates },
  'notification.address': { useCase: addressNotices },
  'notification.send': { useCase: sendNotice },
  'queue.tidy': { useCase: tidyJobQueue, schedule: '30 7 * * *' },
};
