import { z } from 'zod';
import { type Issue, issueText } from '../../domain/issues.js';
import { cleaned, fault, objectSchema, parse } from '../../domain/validation.js';
import { CatalogProductData } from '../../entities/catalog-product.js';
import { wireName } from '../../entities/field.js';
import { upsertProducts } from '../../storage/catalog.js';
import { sheetsOf } from '../../storage/catalog-sheets.js';
import { letGoOf } from '../release.js';
import { changing } from '../use-case.js';

export const UPSERT_ROWS_MAX = 5000;

type Row = Record<string, unknown>;

export interface RefusedRow {
  /** Place in what was sent, from 0. */
  index: number;
  numeroRegistro: string | null;
  error: string;
}

interface Sorted {
  rows: Row[];
  errors: RefusedRow[];
}

/**
 * Adds the products whose registration is new, and changes the others in what is given. Rows that do not fit are reported
 * and do not stop the others; `skipped` are those that are already as they were sent.
 */
export const upsertCatalogProducts = changing({
  name: 'catalog.upsert',
  about: 'Add or change up to 5000 products of the catalogue by their registration',
  permission: 'catalog:write',
  input: z.object({
    products: z
      .array(z.unknown(), { error: fault('NOT_LIST') })
      .max(UPSERT_ROWS_MAX, { error: fault('TOO_MANY_ROWS', UPSERT_ROWS_MAX) }),
  }),
  prepare: async (_room, { products }) => sorted(products),
  async run(room, { products }, { rows, errors }) {
    const { query, now } = room;
    const linked = rows.filter((row) => 'fichaTecnicaUrl' in row).map((row) => row.numeroRegistro);
    await letGoOf(room, await sheetsOf(query, { registrations: linked }));
    const { created, updated } = await upsertProducts(query, rows, now);
    return { created, updated, skipped: rows.length - created - updated, errors, totalProcessed: products.length };
  },
});

const schema = objectSchema(CatalogProductData, 'create');

function sorted(products: readonly unknown[]): Sorted {
  const rows = new Map<unknown, Row>();
  const errors: RefusedRow[] = [];
  products.forEach((product, index) => {
    const result = parse(schema, product);
    const refuse = (error: string) => errors.push({ index, numeroRegistro: registrationIn(product), error });
    if ('issues' in result) refuse(result.issues.map(sentence).join('; '));
    else if (rows.has(result.value.numeroRegistro)) refuse('numero_registro está repetido en este envío');
    else rows.set(result.value.numeroRegistro, result.value);
  });
  return { rows: [...rows.values()], errors };
}

function sentence(issue: Issue): string {
  return [...issue.path.map((step) => wireName(String(step))), issueText(issue, 'es')].join(' ');
}

const REGISTRATION_CHARACTERS_SHOWN = 255;

/** What was sent as the registration of a row that is refused, so that its sender finds it. */
function registrationIn(product: unknown): string | null {
  const sent: unknown = (product as { numeroRegistro?: unknown } | null | undefined)?.numeroRegistro;
  const text = typeof sent === 'string' || typeof sent === 'number' ? cleaned(String(sent)) : '';
  return text.slice(0, REGISTRATION_CHARACTERS_SHOWN) || null;
}
