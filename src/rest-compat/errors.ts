import { type DomainError, ERRORS, errorText } from '../domain/errors.js';
import { type Issue, legacyIssue } from '../domain/issues.js';
import { placeOnWire } from './wire.js';

export interface LegacyError {
  status: number;
  headers: Record<string, string>;
  body: { detail: string | { loc: (string | number)[]; msg: string; type: string }[] };
}

/** Where the parts of a use-case's input come from in a REST request. All else is in the body, or in the query of a GET. */
const PLACES: Record<string, readonly string[]> = {
  id: ['path', 'icsr_id'],
  eventId: ['path', 'evento_id'],
  productId: ['path', 'product_id'],
  snapshotId: ['path', 'snapshot_id'],
  profileId: ['path', 'firma_id'],
  ids: ['query', 'ids'],
  decision: ['body', 'final'],
  masterId: ['body', 'picked_id'],
  page: ['query', 'page'],
  pageSize: ['query', 'page_size'],
  first: ['query', 'limit'],
  offset: ['query', 'offset'],
};

/** Query parameters that are not called as the input they become. */
const QUERY_NAMES: Record<string, string> = { by: 'order_by', descending: 'order_dir', search: 'q' };

/** An error in the shape of the legacy contract: faults of input with their place, everything else as one text. */
export function legacyError(error: DomainError, method: string): LegacyError {
  const { status } = ERRORS[error.code];
  const headers: Record<string, string> = {};
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 429) headers['retry-after'] = String(secondsToWait(error));
  if (error.issues.length === 0) return { status, headers, body: { detail: errorText(error, 'legacy') } };
  const detail = error.issues.map((issue) => ({ loc: place(issue, method), ...legacyIssue(issue) }));
  return { status, headers, body: { detail } };
}

/** What a person is told in minutes or seconds, whichever the error has. */
function secondsToWait({ values: { minutes = 0, seconds = Number(minutes) * 60 } }: DomainError): number {
  return Number(seconds);
}

function place({ path }: Issue, method: string): (string | number)[] {
  const [first, ...rest] = path;
  if (typeof first === 'string' && first in PLACES) return [...PLACES[first]!, ...placeOnWire(rest)];
  if (first === 'filter' || first === 'order')
    return ['query', ...rest.map((step) => QUERY_NAMES[step] ?? placeOnWire([step])[0]!)];
  const where = method === 'GET' ? 'query' : 'body';
  return [where, ...placeOnWire(first === 'input' ? rest : path)];
}
