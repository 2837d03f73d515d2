import { Readable } from 'node:stream';
import type { exportAudit } from '../use-cases/audit/export.js';
import type { WireReply } from './route.js';
import { auditLine } from './shapes.js';

type Batches = Awaited<ReturnType<typeof exportAudit>>;

const HEADER = ['fecha', 'usuario', 'accion', 'detalle', 'ip', 'modulo'];
const LINE_END = '\r\n';

/** The audit log as a table (legacy-api 1.10). Batches are read as the client takes them, so that its length costs no memory. */
export function auditToCsv(batches: Batches): WireReply {
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="auditoria.csv"',
    },
    body: Readable.from(linesOf(batches), { objectMode: false }),
  };
}

async function* linesOf(batches: Batches): AsyncGenerator<string> {
  yield HEADER.join(',') + LINE_END;
  for await (const batch of batches) yield batch.map(lineOf).join('');
}

function lineOf(row: Parameters<typeof auditLine>[0]): string {
  const { created_at, who_email, action, detail, ip, module } = auditLine(row);
  return [created_at, who_email, action, detail, ip, module].map(cell).join(',') + LINE_END;
}

/** A spreadsheet would run a text that begins with one of these as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A text between quotes, so that it may hold commas, quotes and line ends. */
function cell(value: string | null): string {
  const text = value ?? '';
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
