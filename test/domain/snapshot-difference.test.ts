import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closes } from '../../src/domain/closing.js';
import { type FieldDifference, snapshotDifference } from '../../src/domain/snapshot-difference.js';

type Kept = Record<string, unknown>;
type Row = Kept & { id: number };

const LISTS = ['productos', 'concomitantes', 'seguimientos', 'eventos'];

/** What a snapshot becomes when every difference is carried out on it: the reverse of finding them. */
function applied(before: Kept, differences: readonly FieldDifference[]): Kept {
  const after = structuredClone(before);
  for (const { path, after: value } of differences) {
    const [name, id, field] = path as [string, string?, string?];
    if (id === undefined) after[name] = value;
    else after[name] = rowsWith((after[name] ?? []) as Row[], Number(id), field, value);
  }
  return after;
}

function rowsWith(rows: Row[], id: number, field: string | undefined, value: unknown): Row[] {
  if (field !== undefined) return rows.map((row) => (row.id === id ? { ...row, [field]: value } : row));
  const others = rows.filter((row) => row.id !== id);
  return value === null ? others : [...others, value as Row].sort((a, b) => a.id - b.id);
}

/** A snapshot with every list, and without the fields that it knows nothing of: absent, null and undefined say the same. */
function plain(kept: Kept): Kept {
  const known = Object.entries(kept).filter(([name, value]) => value !== null && !LISTS.includes(name));
  const lists = LISTS.map((name) => [name, ((kept[name] ?? []) as Row[]).map(plain)]);
  return Object.fromEntries([...known, ...(kept.productos || kept.version ? lists : [])]);
}

// Few values, so that equal ones are as usual as different ones.
const json = fc.oneof(
  fc.constantFrom(null, '', 'Leve', 'Grave', 'Niño, ñandú; 😀', 0, 1, 72.5, true, false),
  fc.array(fc.constantFrom('muerte', 'otra'), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('EE1', '__proto__', 'constructor'), fc.constantFrom('a', 'b')),
  fc.jsonValue({ maxDepth: 2 }),
);
const row = fc.record(
  { id: fc.integer({ min: 1, max: 6 }), nro_lote: json, texto: json, otro: json },
  { requiredKeys: ['id'] },
);
const rows = fc
  .uniqueArray(row, { selector: ({ id }) => id, maxLength: 5 })
  .map((list) => list.toSorted((a, b) => a.id - b.id));
const fields = fc.record(
  {
    id: fc.constant(7),
    version: fc.integer({ min: 1, max: 4 }),
    gravedad: json,
    ea_criterios_gravedad: json,
    rs_catalog_map: json,
    campo_de_otro_tiempo: json,
    toString: json,
    productos: rows,
    concomitantes: rows,
    seguimientos: rows,
    eventos: rows,
  },
  { requiredKeys: ['id', 'version', 'productos'] },
);
// As the database gives it: what JSON can say, and nothing else.
const snapshot = fields.map((one) => JSON.parse(JSON.stringify(one)) as Kept);

describe('the difference of two snapshots', () => {
  test('carried out on the first gives the second', () => {
    fc.assert(
      fc.property(snapshot, snapshot, (before, after) => {
        expect(plain(applied(before, snapshotDifference(before, after)))).toEqual(plain(after));
      }),
      { numRuns: 500 },
    );
  });

  test('names only what differs, each place once', () => {
    fc.assert(
      fc.property(snapshot, snapshot, (before, after) => {
        const found = snapshotDifference(before, after);
        for (const { before: one, after: other } of found) expect(one).not.toEqual(other);
        const places = found.map(({ path }) => JSON.stringify(path));
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });

  test('of a snapshot and itself is nothing', () => {
    fc.assert(
      fc.property(snapshot, (one) => {
        expect(snapshotDifference(one, structuredClone(one))).toEqual([]);
      }),
    );
  });

  test('read from the other side is the same with its sides changed', () => {
    const turned = ({ before, after, ...rest }: FieldDifference) => ({ ...rest, before: after, after: before });
    const inOrder = (found: FieldDifference[]) =>
      found.toSorted((a, b) => (JSON.stringify(a.path) < JSON.stringify(b.path) ? -1 : 1));
    fc.assert(
      fc.property(snapshot, snapshot, (one, other) => {
        expect(inOrder(snapshotDifference(other, one))).toEqual(inOrder(snapshotDifference(one, other).map(turned)));
      }),
    );
  });

  test('speaks of fields by the labels of the form', () => {
    const before = { gravedad: 'Leve', productos: [{ id: 1, nro_lote: 'A' }, { id: 2 }], eventos: [] };
    const after = { gravedad: 'Grave', productos: [{ id: 1, nro_lote: 'B' }], eventos: [{ id: 9, texto: 'Rash' }] };
    expect(snapshotDifference(before, after)).toEqual([
      { path: ['gravedad'], label: 'Gravedad', before: 'Leve', after: 'Grave' },
      { path: ['productos', '1', 'nro_lote'], label: 'Producto sospechoso: Lote', before: 'A', after: 'B' },
      { path: ['productos', '2'], label: 'Producto sospechoso', before: { id: 2 }, after: null },
      { path: ['eventos', '9'], label: 'Evento adverso', before: null, after: { id: 9, texto: 'Rash' } },
    ]);
  });

  test('knows a field that the program knows no more by its name', () => {
    expect(snapshotDifference({ antiguo: 1 }, { antiguo: 2 })).toEqual([
      { path: ['antiguo'], label: 'antiguo', before: 1, after: 2 },
    ]);
  });
});

test.each([
  ['Pendiente', 'Cerrado', true],
  ['En progreso', ' CERRADO. ', true],
  [null, 'cerrado', true],
  ['Cerrado', 'cerrado', false],
  ['Cerrado', 'Pendiente', false],
  ['Pendiente', undefined, false],
  ['Pendiente', 'No cerrado', false],
])('a state that goes from %s to %s closes the case: %s', (before, after, expected) => {
  expect(closes(before, after)).toBe(expected);
});
