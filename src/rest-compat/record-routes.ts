import { exportAudit } from '../use-cases/audit/export.js';
import { listAudit } from '../use-cases/audit/list.js';
import { listExports } from '../use-cases/export/list.js';
import { checkInternalCode } from '../use-cases/internal-code/check.js';
import { takeInternalCode } from '../use-cases/internal-code/next.js';
import { listSnapshots, readSnapshot } from '../use-cases/snapshot/read.js';
import { auditToCsv } from './audit-csv.js';
import { identifiers, numberParameter, parameter, type Route, route, type WireRequest } from './route.js';
import { auditToWire } from './shapes.js';

const auditFilter = (request: WireRequest) => ({
  query: parameter(request, 'query'),
  user: parameter(request, 'user'),
  action: parameter(request, 'action'),
  from: parameter(request, 'from'),
  to: parameter(request, 'to'),
});

const newestOfCase = (request: WireRequest) => ({
  ...identifiers(request),
  first: numberParameter(request, 'limit', 200),
  offset: numberParameter(request, 'offset', 0),
});

/** What is kept beside the cases: their internal codes, what they were, and who changed them. */
export const RECORD_ROUTES: readonly Route[] = [
  route('GET', '/icsr/codigo-interno/next', takeInternalCode, {
    input: (request) => ({ prefix: parameter(request, 'prefix') }),
    // Asking again must reserve again, whatever stands between us and the client.
    reply: (codigo) => ({ headers: { 'cache-control': 'no-store' }, body: { codigo } }),
    answer: 'InternalCode',
  }),
  route('GET', '/icsr/codigo-interno/check', checkInternalCode, {
    input: (request) => ({ code: parameter(request, 'code') }),
    answer: 'InternalCodeCheck',
  }),

  route('GET', '/icsr/:icsr_id/exports', listExports, {
    input: newestOfCase,
    view: { naming: 'rest' },
    answer: 'Exports',
  }),
  route('GET', '/icsr/:icsr_id/snapshots', listSnapshots, {
    input: newestOfCase,
    view: { naming: 'rest' },
    answer: 'Snapshots',
  }),
  route('GET', '/icsr/:icsr_id/snapshots/:snapshot_id', readSnapshot, {
    input: (request) => ({ ...identifiers(request), snapshotId: request.params.snapshot_id }),
    view: { naming: 'rest' },
    answer: 'Snapshot',
  }),

  route('GET', '/security/audit', listAudit, {
    input: (request) => ({
      first: numberParameter(request, 'limit', 50),
      offset: numberParameter(request, 'offset', 0),
      filter: auditFilter(request),
    }),
    reply: auditToWire,
    answer: 'AuditPage',
  }),
  route('GET', '/security/audit/export', exportAudit, {
    input: (request) => ({ filter: auditFilter(request) }),
    reply: auditToCsv,
    answer: 'AuditTable',
  }),
];
