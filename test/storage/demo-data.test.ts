import { expect, test } from 'vitest';
import { VOCABULARIES } from '../../src/domain/vocabulary.js';
import { caseSchema, parse } from '../../src/domain/validation.js';
import { CaseInput } from '../../src/entities/case-input.js';
import { type DemoCase, demoCases } from '../../src/storage/seed/demo/index.js';

const TODAY = new Date('2026-03-02T15:00:00Z');
const FOURTEEN_MONTHS_AGO = '2025-01-02';
const cases = demoCases(TODAY);

/** Days that may lie ahead of today: the expiry of a lot and the term for DIGEMID. */
const MAY_LIE_AHEAD = /^(fechaVencimiento|ltFechaLimiteDigemid)$/;

test('there are enough cases to fill several pages of the list', () => {
  expect(cases.length).toBeGreaterThanOrEqual(55);
});

test('the same day gives the same cases, and another day moves them', () => {
  expect(demoCases(new Date(TODAY))).toEqual(cases);
  expect(demoCases(new Date('2026-03-03T15:00:00Z'))).not.toEqual(cases);
});

test('every case is one that a client could have sent', () => {
  const schema = caseSchema(CaseInput, 'create');
  const issues = cases.flatMap(({ input }) => {
    const result = parse(schema, input);
    return 'issues' in result ? [{ case: nameOf(input), issues: result.issues }] : [];
  });
  expect(issues).toEqual([]);
});

test('nothing is sent that the schema would drop without a word', () => {
  const schema = caseSchema(CaseInput, 'create');
  const dropped = cases.flatMap(({ input }) => {
    const result = parse(schema, input);
    return 'value' in result ? placesOf(input).filter((place) => !placesOf(result.value).includes(place)) : [];
  });
  expect(dropped).toEqual([]);
});

test('values come from the lists that the form offers', () => {
  const fields = {
    pacienteSexo: 'sexo',
    pacienteGrupoEtareo: 'grupoEtareo',
    gravedad: 'gravedad',
    eaCriteriosGravedad: 'criteriosGravedad',
    eaCausalidad: 'causalidad',
    causalidad: 'causalidad',
    eaDesenlace: 'desenlace',
    desenlace: 'desenlace',
    estado: 'estado',
    tipoNotificacion: 'tipoNotificacion',
    fuenteNotificacion: 'fuenteNotificacion',
    origenNotificacion: 'origenNotificacion',
    soloRamGrave: 'siNo',
    desaparecioAlSuspender: 'siNoNoAplica',
    desaparecioAlDisminuirDosis: 'siNoNoAplica',
    reaparecioReexposicion: 'siNoNoAplica',
    antecedenteReaccion: 'siNoNoAplica',
    pacienteRecibioTratamientoRam: 'siNoNoAplica',
  } as const;
  const vocabularyOf = new Map<string, readonly string[]>(
    Object.entries(fields).map(([name, list]) => [name, VOCABULARIES[list]]),
  );
  const strange = everyRow().flatMap((row) =>
    Object.entries(row).filter(([name, value]) =>
      [value].flat().some((word) => vocabularyOf.get(name)?.includes(String(word)) === false),
    ),
  );
  expect(strange).toEqual([]);
});

test('no case tells of a day that has not come', () => {
  const ahead = everyRow().flatMap((row) =>
    Object.entries(row).filter(
      ([name, value]) => isDay(value) && value > TODAY.toISOString().slice(0, 10) && !MAY_LIE_AHEAD.test(name),
    ),
  );
  expect(ahead).toEqual([]);
  expect(
    cases.filter(({ createdAt, thread }) => [createdAt, ...thread.map(({ at }) => at)].some((at) => at > TODAY)),
  ).toEqual([]);
});

test('cases come in over the fourteen months before today, the oldest first', () => {
  const days = cases.map(({ input }) => input.fechaRecepcion ?? '');
  expect(days).toEqual(days.toSorted());
  expect(days[0]! >= FOURTEEN_MONTHS_AGO).toBe(true);
});

test('what happened first is dated first', () => {
  for (const { input, createdAt, thread } of cases) {
    const { fechaInicioEvento: onset, eaFechaMuerte: death, fechaRecepcion: received, qcFecha: checked } = input;
    const born = input.pacienteFechaNacimiento;
    const sequence = [
      born,
      onset,
      death,
      input.ltFechaRecibidoColaborador,
      received,
      input.ltFechaEnvioDigemid,
      checked,
    ];
    const known = sequence.filter((day) => day !== undefined);
    expect(known, nameOf(input)).toEqual(known.toSorted());
    expect(createdAt.toISOString().slice(0, 10), nameOf(input)).toBe(received);
    expect(thread, nameOf(input)).toEqual(thread.toSorted((a, b) => a.at.getTime() - b.at.getTime()));
    for (const event of input.events ?? []) {
      if (event.fechaFin && event.fechaInicio) expect(event.fechaFin >= event.fechaInicio, nameOf(input)).toBe(true);
    }
  }
});

test('age and birth date agree on the first day of the event', () => {
  for (const { input } of cases) {
    const { pacienteFechaNacimiento: born, fechaInicioEvento: onset = '', pacienteEdad } = input;
    if (!born) continue;
    const years = Number(onset.slice(0, 4)) - Number(born.slice(0, 4)) - (onset.slice(5) < born.slice(5) ? 1 : 0);
    expect(pacienteEdad, nameOf(input)).toBe(years);
  }
});

test('a patient with two cases was born on one day', () => {
  const born = new Map<string, Set<string>>();
  for (const { input, duplicateOf } of cases) {
    const { pacienteDni: document, pacienteFechaNacimiento: day } = input;
    if (document && day && duplicateOf === undefined) born.set(document, (born.get(document) ?? new Set()).add(day));
  }
  expect([...born].filter(([, days]) => days.size > 1)).toEqual([]);
});

test('a closed case was sent and checked, and no other was checked', () => {
  for (const { input } of cases) {
    expect(Boolean(input.qcFecha && input.qcRealizadoPor && input.ltFechaEnvioDigemid), nameOf(input)).toBe(
      input.estado === 'Cerrado',
    );
  }
  expect(new Set(cases.map(({ input }) => input.estado))).toEqual(new Set(VOCABULARIES.estado));
});

test('at least four cases repeat an earlier one without saying so', () => {
  const repeats = cases.filter(({ duplicateOf }) => duplicateOf !== undefined);
  expect(repeats.length).toBeGreaterThanOrEqual(4);
  for (const { input, duplicateOf } of repeats) {
    const original = cases[duplicateOf!]!;
    expect(original.duplicateOf).toBeUndefined();
    expect(original.input.descripcionEvento).not.toBe(input.descripcionEvento);
    expect(original.input.pacienteSexo).toBe(input.pacienteSexo);
  }
});

test('two girls of one vaccination session look alike and are two cases', () => {
  const session = cases.filter(({ input }) => input.products?.some(({ nroLote }) => nroLote === 'HP4-0921'));
  expect(session).toHaveLength(2);
  expect(new Set(session.map(({ input }) => input.fechaInicioEvento)).size).toBe(1);
  expect(new Set(session.map(({ input }) => input.pacienteDni)).size).toBe(2);
  expect(session.every(({ duplicateOf }) => duplicateOf === undefined)).toBe(true);
});

test('addresses, telephones and documents belong to nobody', () => {
  const text = JSON.stringify(cases);
  const domains = [...text.matchAll(/@([\w.-]+)/g)].map(([, domain]) => domain);
  expect(domains.filter((domain) => !/(^|\.)example\.(com|org|pe)$/.test(domain!))).toEqual([]);
  const inputs = cases.map(({ input }) => input);
  expect(
    inputs
      .flatMap(({ reportanteTelefono: number }) => number ?? '+51 900 000 000')
      .filter((number) => !/^\+51 900 000 0\d\d$/.test(number)),
  ).toEqual([]);
  expect(
    inputs
      .flatMap(({ pacienteDni: document }) => document ?? '00000000')
      .filter((document) => !/^0000\d{4}$/.test(document)),
  ).toEqual([]);
  const codes = inputs.flatMap(({ events = [] }) =>
    events.flatMap((event) => [event.meddraPtCode, event.meddraLltCode]),
  );
  expect(codes.filter((code) => code && !/^9\d{7}$/.test(code))).toEqual([]);
});

test('no two narratives are equal and each tells a story', () => {
  const narratives = cases.map(({ input }) => input.descripcionEvento ?? '');
  expect(new Set(narratives).size).toBe(narratives.length);
  expect(narratives.filter((narrative) => narrative.split(/[.?] /).length < 3)).toEqual([]);
  expect(new Set(cases.map(({ input }) => input.codigoInternoLab).filter(Boolean)).size).toBe(
    cases.filter(({ input }) => input.codigoInternoLab).length,
  );
});

test('many reporters are written to, by every channel, and each message has its own id', () => {
  const threads = cases.filter(({ thread }) => thread.length > 0);
  expect(threads.length).toBeGreaterThanOrEqual(12);
  const messages = threads.flatMap(({ thread }) => thread);
  expect(new Set(messages.map(({ channel }) => channel))).toEqual(new Set(VOCABULARIES.canal));
  expect(new Set(messages.map(({ externalId }) => externalId)).size).toBe(messages.length);
});

type Row = Record<string, unknown>;

function everyRow(): Row[] {
  return cases.flatMap(({ input }) => {
    const { products = [], concomitants = [], followupEntries = [], events = [], ...scalars } = input;
    return [scalars, ...products, ...concomitants, ...followupEntries, ...events] as Row[];
  });
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/** Every filled place of a case, as `products.0.nroLote`. */
function placesOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => placesOf(inner, path ? `${path}.${name}` : name));
}

function nameOf({ pacienteIniciales, productoSospechoso }: DemoCase['input']): string {
  return `${pacienteIniciales} ${productoSospechoso}`;
}
