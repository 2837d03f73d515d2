import { z } from 'zod';
import { completed } from '../../domain/case-rules.js';
import { closes } from '../../domain/closing.js';
import * as inputs from '../../domain/inputs.js';
import { caseSchema } from '../../domain/validation.js';
import { CaseInput } from '../../entities/case-input.js';
import { CASE_ROWS } from '../../entities/index.js';
import { lockCase, replaceRows, setFields, touch } from '../../storage/case-writes.js';
import { readCase } from '../../storage/cases.js';
import { renewMatchKeys } from '../../storage/match-keys.js';
import { takeSnapshot } from '../../storage/snapshots.js';
import { queueDuplicateCheck } from '../duplicate-check.js';
import { noteMissingData } from '../missing-data.js';
import { changing, type WorkRoom } from '../use-case.js';

const change = z.object({ id: inputs.id, version: inputs.version, input: caseSchema(CaseInput, 'change') });
type Rows = Record<string, unknown>[];

/** Changes what is given and leaves the rest; a list that is given is replaced. Answers the whole case. */
export const updateCase = changing({
  name: 'case.update',
  about: 'Change some fields of a case; lists that are given are replaced',
  permission: 'icsr:update',
  input: change,
  run: (room, { id, version, input }) => changeCase(room, id, version, input),
});

/** Like `updateCase`, but products, concomitants and follow-up entries that are left out are emptied. */
export const replaceCase = changing({
  name: 'case.replace',
  about: 'Change a case from a complete form: its lists are always replaced',
  permission: 'icsr:update',
  input: change,
  run: (room, { id, version, input }) => {
    const emptied = CASE_ROWS.filter(({ replacedInFull }) => replacedInFull).map(({ name }) => [name, []]);
    return changeCase(room, id, version, { ...Object.fromEntries(emptied), ...input });
  },
});

async function changeCase(
  { em, query, house, actor, notify, now, view }: WorkRoom,
  id: number,
  version: number | null | undefined,
  input: Record<string, unknown>,
) {
  const subject = await lockCase(em, id, version);
  const given = CASE_ROWS.filter(({ name }) => input[name] !== undefined);
  const fields = Object.fromEntries(
    Object.entries(input).filter(([key]) => !CASE_ROWS.some(({ name }) => name === key)),
  );
  const closing = closes(subject.estado, input.estado as string | undefined);
  let changed = setFields(subject, completed(fields, { ...subject }));
  for (const { name } of given) changed = (await replaceRows(em, subject, name, input[name] as Rows)) || changed;
  if (changed) {
    touch(subject, now);
    await em.flush();
    await noteMissingData({ query, house }, id, { ...subject, products: undefined });
    if (await renewMatchKeys(query, [id])) await queueDuplicateCheck(query, id);
    if (closing) await takeSnapshot(query, id, 'Cierre', actor!.id);
    notify({ topic: 'case', id, kind: 'UPDATED', version: subject.version });
  }
  return readCase<Record<string, unknown>>(query, id, view);
}
