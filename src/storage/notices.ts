import type { Query } from './query.js';

/** Addresses of the active people who hold one of the posts or work in one of the areas, whatever the spelling. */
export async function addressesOf(
  query: Query,
  cargos: readonly string[],
  areas: readonly string[],
): Promise<string[]> {
  const among = (column: string, place: number) =>
    `vigia_fold(trim(${column})) in (select vigia_fold(wanted) from unnest($${place}::text[]) wanted)`;
  const rows = await query<{ email: string }>(
    `select email from users where is_active and trim(email) <> '' and (${among('cargo', 1)} or ${among('area', 2)}) order by id`,
    [cargos, areas],
  );
  return rows.map(({ email }) => email.trim());
}

/** What a notice says of a case: nothing that leads to the patient or the reporter. */
export interface CaseNotice {
  numero: string;
  producto: string;
  gravedad: string | null;
  estado: string | null;
  createdAt: Date;
}

export async function readCaseNotice(query: Query, caseId: number): Promise<CaseNotice | undefined> {
  const rows = await query<CaseNotice>(
    `select coalesce(numero, id::text) as numero, producto_sospechoso as producto, gravedad, estado, created_at as "createdAt"
     from icsr where id = $1`,
    [caseId],
  );
  return rows[0];
}

/** What a notice says of a reply: on which case and by which way it came. */
export interface ReplyNotice {
  numero: string;
  canal: string;
  createdAt: Date;
}

/** Nothing when there is no such message any more. */
export async function readReplyNotice(query: Query, messageId: number): Promise<ReplyNotice | undefined> {
  const rows = await query<ReplyNotice>(
    `select coalesce(c.numero, c.id::text) as numero, m.channel as canal, m.created_at as "createdAt"
     from followup_messages m join icsr c on c.id = m.icsr_id where m.id = $1 and m.direction = 'in'`,
    [messageId],
  );
  return rows[0];
}
