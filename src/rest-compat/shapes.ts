import { primaryRole } from '../domain/permissions.js';
import type { Selection } from '../entities/selection.js';
import type { login } from '../use-cases/account/login.js';
import type { me } from '../use-cases/account/me.js';
import type { listAudit } from '../use-cases/audit/list.js';
import type { exportCase } from '../use-cases/export/make.js';
import type { requestExportOtp } from '../use-cases/export/request-otp.js';
import type { previewCase } from '../use-cases/export/preview.js';
import type { WireReply, WireRequest } from './route.js';

type Answer<Call extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Call>>;

/** What the list shows of a case (legacy-api 1.1), with its rows whole. */
export const LIST_ITEM: Selection = Object.fromEntries(
  `id createdAt pacienteIniciales pacienteEdad pacienteSexo pacientePeso reportanteNombre reportanteEmail reportanteTelefono
  productoSospechoso fechaInicioEvento fechaFinEvento descripcionEvento gravedad estado numero eaCausalidad eaDesenlace
  products concomitants followupEntries events`
    .split(/\s+/)
    .map((name) => [name, true] as const),
);

const ORDERS: Record<string, string> = {
  id: 'id',
  created_at: 'createdAt',
  fecha_inicio_evento: 'fechaInicioEvento',
  gravedad: 'gravedad',
  estado: 'estado',
  paciente_iniciales: 'pacienteIniciales',
};
const DIRECTIONS: Record<string, boolean> = { asc: false, desc: true };

/** The order that `order_by` and `order_dir` name. A word that is not known is passed on to be complained about. */
export function ORDER_BY(by = 'id', direction = 'desc') {
  return { by: ORDERS[by] ?? by, descending: DIRECTIONS[direction.toLowerCase()] ?? direction };
}

/** The body as an object; anything else counts as an empty one. */
export function bodyOf({ body }: WireRequest): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** A case with its version as `ETag`. */
export function caseToWire(status: number) {
  return (record: Record<string, unknown> | null): WireReply => ({
    status,
    headers: { etag: `"${String(record?.version)}"` },
    body: record,
  });
}

export function loginToWire({ token, account, role }: Answer<typeof login>): WireReply {
  const { id, username, email, roles } = account;
  return { body: { access_token: token, token_type: 'bearer', user: { id, username, email, role, roles } } };
}

export function whoToWire({ id, username, fullName, email, role, roles, empleadoId }: Answer<typeof me>): WireReply {
  return { body: { id, username, full_name: fullName, email, role, roles, empleado_id: empleadoId } };
}

export function accountToWire(account: Answer<typeof me>): WireReply {
  const { id, email, username, fullName, roles, permissions, isActive, empleadoId } = account;
  const role = primaryRole(roles);
  return {
    body: {
      id,
      email,
      username,
      full_name: fullName,
      role,
      roles,
      permissions,
      is_active: isActive,
      empleado_id: empleadoId,
    },
  };
}

type DeliveredDocument = Pick<Answer<typeof exportCase>, 'bytes' | 'contentType' | 'fileName' | 'fallback'>;

/** A document as a download. A Word file in place of a PDF keeps its own name and type, and says so. */
export function documentToWire({ bytes, contentType, fileName, fallback }: DeliveredDocument): WireReply {
  const headers = {
    'content-type': contentType,
    // Kept by nobody on the way: a code is good for one document.
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename="${fileName}"`,
    ...(fallback && { 'x-export-fallback': 'docx' }),
  };
  return { headers, body: Buffer.from(bytes) };
}

export function otpToWire({ ok, expiresAt, sentTo }: Answer<typeof requestExportOtp>): WireReply {
  return { body: { ok, expires_at: expiresAt, sent_to: sentTo } };
}

/** A document to look at, true for the moment that it names, to the second. */
export function previewToWire({ generatedAt, ...document }: Answer<typeof previewCase>): WireReply {
  const { headers, body } = documentToWire(document);
  const shown = {
    'content-disposition': `inline; filename="${document.fileName}"`,
    'x-generated-at': generatedAt.toISOString().replace(/\.\d+/, ''),
    'cache-control': 'no-store',
  };
  return { headers: { ...headers, ...shown }, body };
}

const DETAIL_CHARACTERS_MAX = 254;

/** The audit log in the shape of the legacy contract (legacy-api 2.10). */
export function auditToWire({ rows, total }: Answer<typeof listAudit>): WireReply {
  return { body: { total, items: rows.map(auditLine) } };
}

/** One entry of the audit log (legacy-api 2.10). */
export function auditLine(row: Answer<typeof listAudit>['rows'][number]) {
  return {
    id: row.id,
    who_email: row.who,
    action: row.action,
    module: row.action.split('_')[0]!.toLowerCase(),
    detail: changesAsText(row.changes).slice(0, DETAIL_CHARACTERS_MAX) || null,
    ip: row.ip,
    ua: null,
    created_at: row.at,
    extra: { icsr_id: row.icsrId, tabla: row.tableName, fila: row.rowId, cambios: row.changes, motivo: row.reason },
  };
}

function changesAsText(changes: Answer<typeof listAudit>['rows'][number]['changes']): string {
  return Object.entries(changes)
    .map(([field, { before, after }]) => `${field} ${valueAsText(before)} → ${valueAsText(after)}`)
    .join('; ');
}

function valueAsText(value: unknown): string {
  if (value === undefined || value === null) return '∅';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
