import { DAYS_WINDOW } from '../domain/duplicates.js';
import type { View } from '../entities/selection.js';
import { checkDuplicates, checkDuplicatesOfCases } from '../use-cases/duplicate/check.js';
import { decideDuplicate } from '../use-cases/duplicate/decide.js';
import {
  expectedVersion,
  identifiers,
  idsParameter,
  numberParameter,
  type Route,
  route,
  type WireRequest,
} from './route.js';
import { bodyOf } from './shapes.js';

type Check = Awaited<ReturnType<typeof checkDuplicates>>;

const DECISION: View = { naming: 'rest', selection: { dupOverride: true, dupOfId: true } };

const daysWindow = (request: WireRequest) => numberParameter(request, 'days_window', DAYS_WINDOW);

/** Duplicates (legacy-api 1.3). */
export const DUPLICATE_ROUTES: readonly Route[] = [
  route('GET', '/icsr/duplicates', checkDuplicatesOfCases, {
    input: (request) => ({ ids: idsParameter(request), daysWindow: daysWindow(request) }),
    reply: (checks) => ({ body: Object.fromEntries([...checks].map(([id, check]) => [id, checkToWire(check)])) }),
    answer: 'DuplicatesByCase',
  }),
  route('GET', '/icsr/:icsr_id/duplicates', checkDuplicates, {
    input: (request) => ({ ...identifiers(request), daysWindow: daysWindow(request) }),
    reply: (check) => ({ body: checkToWire(check) }),
    answer: 'Duplicates',
  }),
  route('PUT', '/icsr/:icsr_id/dup', decideDuplicate, {
    input: (request) => ({
      ...identifiers(request),
      version: expectedVersion(request),
      decision: bodyOf(request).final,
      masterId: bodyOf(request).picked_id,
    }),
    view: DECISION,
    reply: (decided) => ({
      headers: { etag: `"${String(decided!.version)}"` },
      body: { ok: true, dup_override: decided!.dup_override, dup_of_id: decided!.dup_of_id },
    }),
    body: 'DuplicateDecision',
    answer: 'DecidedDuplicate',
  }),
];

/** What was decided stands in the answer where something was. */
function checkToWire({ status, label, color, score, bestId, matches, override, dupOfId }: Check) {
  return {
    status,
    label,
    color,
    score,
    best_id: bestId,
    matches,
    ...(override && { override, dup_of_id: dupOfId }),
  };
}
