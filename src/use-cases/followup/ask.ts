import { z } from 'zod';
import { isClosed } from '../../domain/closing.js';
import { reporterAddress } from '../../domain/contact.js';
import * as inputs from '../../domain/inputs.js';
import { askedFor, missingData } from '../../domain/missing-data.js';
import type { CaseRecord } from '../../entities/record.js';
import { lockedState } from '../../storage/case-state.js';
import { readCase } from '../../storage/cases.js';
import { dueCases, putOffDue, takeDue, wasAskedWithin } from '../../storage/missing-data.js';
import { queueAsking } from '../missing-data.js';
import { reading, type Room, writing } from '../use-case.js';
import { intoOutbox } from './compose.js';

/** So many cases at a time, and no more in a second: whoever takes a thousand in at once does not flood the mail server. */
const CASES_AT_ONCE = 20;
const PAUSE_MS = 1000;

/** Asks the reporters of the cases that were noted for what is missing. Gives how many were asked. */
export const askForMissingData = reading({
  name: 'followup.ask',
  about: 'Ask reporters for missing data (a job, at no door)',
  permission: 'followup:send',
  input: z.object({}),
  async run(room) {
    if (!room.house.config.autoFollowup) return 0;
    const due = await dueCases(room.query, CASES_AT_ONCE);
    let asked = 0;
    for (const caseId of due) if (await askedQuietly(room, caseId)) asked += 1;
    if (due.length === CASES_AT_ONCE) await queueAsking(room.query, new Date(room.now.getTime() + PAUSE_MS));
    return asked;
  },
});

/** One case that makes trouble is no reason not to come to the others. */
async function askedQuietly({ context, query }: Room, caseId: number): Promise<boolean> {
  try {
    return await askReporter(context, { caseId });
  } catch (error) {
    context.house.log.error({ caseId, problem: (error as Error).name }, 'missing data could not be asked for');
    await putOffDue(query, caseId);
    return false;
  }
}

/**
 * Asks the reporter of one case by mail for what it lacks; not when it lacks nothing, is closed, has no address, or was asked
 * within the delay. Two servers that come to it at once ask once: the case is locked.
 */
export const askReporter = writing({
  name: 'followup.ask-reporter',
  about: 'Ask the reporter of a case for missing data, once in a while (a job, at no door)',
  permission: 'followup:send',
  input: z.object({ caseId: inputs.id }),
  async run(room, { caseId }) {
    const { query, house } = room;
    if (!(await lockedState(query, caseId)) || !(await takeDue(query, caseId))) return false;
    const record = (await readCase<CaseRecord>(query, caseId))!;
    const address = reporterAddress(record, 'email');
    const missing = missingData(house.requiredFields, { ...record });
    if (!address || isClosed(record.estado) || missing.length === 0) return false;
    if (await wasAskedWithin(query, caseId, house.config.autoFollowupDelayHours)) return false;
    const caseName = record.numero ?? String(caseId);
    const { text: body } = house.texts.missingData({
      numero: caseName,
      reportante: record.reportanteNombre,
      producto: record.productoSospechoso,
      datos: missing.map(askedFor),
    });
    await intoOutbox(room, { caseId, caseName, channel: 'email', body, address, automatic: true });
    return true;
  },
});
