import type { CaseRecord } from '../../entities/record.js';
import { meaningOf, normalise } from '../words.js';
import { toldIn } from './told.js';
import { codeOf, initialsOf, lotOf, personOf, stemsOf, substancesOf, telephoneOf } from './spellings.js';

type Row = CaseRecord['products'][number];
/** A product may bring the active ingredient that the catalogue has for its registration. */
type Product = Pick<Row, 'nombreProducto' | 'ifa' | 'nroLote'> &
  Partial<Pick<Row, 'fechaInicio' | 'fechaFin'>> & { ifaCatalogo?: string | null };
type Event = Pick<
  CaseRecord['events'][number],
  'texto' | 'fechaInicio' | 'meddraLltCode' | 'meddraLltTerm' | 'meddraPtCode' | 'meddraPtTerm' | 'meddraPtManual'
>;

/** What the model looks at of a case. */
export type Facts = Pick<
  CaseRecord,
  | 'pacienteIniciales'
  | 'pacienteEdad'
  | 'pacienteSexo'
  | 'pacientePeso'
  | 'pacienteDni'
  | 'pacienteFechaNacimiento'
  | 'establecimiento'
  | 'reportanteNombre'
  | 'reportanteEmail'
  | 'reportanteTelefono'
  | 'productoSospechoso'
  | 'descripcionEvento'
  | 'fechaInicioEvento'
  | 'fechaRecepcion'
  | 'ltFechaRecibidoColaborador'
  | 'ltFechaRecibidoUfv'
  | 'numero'
  | 'codigoInternoLab'
  | 'cenafytCodigo'
> & {
  products: readonly Product[];
  events: readonly Event[];
};

/** The facts of a case in the spelling in which they are compared. What is not known is left out. */
export interface Portrait {
  iniciales?: string;
  /** The same letters in the order of the alphabet. */
  letras?: string;
  nacimiento?: string;
  edad?: number;
  sexo?: string;
  peso?: number;
  dni?: string;
  fecha?: string;
  /** Every day that is told of the event and its treatment, that of the onset first. */
  fechas: readonly string[];
  /** Days on which somebody was told of the case, the earliest first. */
  notificaciones: readonly string[];
  /** Substances and brands. */
  productos: readonly string[];
  lotes: readonly string[];
  /** Codes and terms of the events. */
  reacciones: readonly string[];
  /** The words of each event. */
  terminos: readonly ReadonlySet<string>[];
  narrativa: ReadonlySet<string>;
  /** Name, mail address, telephone of the reporter, any of which tells who it is. */
  notificador: readonly string[];
  establecimiento?: string;
  codigos: readonly string[];
}

const ROWS_MAX = 20;

export function portraitOf(facts: Facts): Portrait {
  const products = facts.products.slice(0, ROWS_MAX);
  const events = facts.events.slice(0, ROWS_MAX);
  const told = toldIn(facts.descripcionEvento);
  const fecha = facts.fechaInicioEvento ?? earliest(events.map(({ fechaInicio }) => fechaInicio));
  const iniciales = initialsOf(facts.pacienteIniciales);
  return {
    iniciales,
    letras: iniciales && [...iniciales].sort().join(''),
    nacimiento: facts.pacienteFechaNacimiento ?? undefined,
    edad: facts.pacienteEdad ?? told.edad,
    sexo: meaningOf('sexo', facts.pacienteSexo) ?? told.sexo,
    peso: facts.pacientePeso ?? undefined,
    dni: codeOf(facts.pacienteDni),
    fecha,
    fechas: present([fecha, ...events.map((event) => event.fechaInicio), ...daysOf(products), ...told.fechas]),
    notificaciones: present([facts.fechaRecepcion, facts.ltFechaRecibidoColaborador, facts.ltFechaRecibidoUfv]).sort(),
    productos: substancesOf(
      facts.productoSospechoso,
      ...products.flatMap(({ nombreProducto, ifa, ifaCatalogo }) => [nombreProducto, ifa, ifaCatalogo]),
    ),
    lotes: present(products.map(({ nroLote }) => lotOf(nroLote))),
    reacciones: present(events.flatMap(termsOf)),
    terminos: events
      .flatMap(wordingsOf)
      .map(stemsOf)
      .filter(({ size }) => size > 0),
    narrativa: told.stems,
    notificador: reporterOf(facts),
    establecimiento: normalise(facts.establecimiento) || undefined,
    codigos: present([facts.numero, facts.codigoInternoLab, facts.cenafytCodigo].map(codeOf)),
  };
}

/** What tells one reporter from another, each way of telling marked, so that a name is never taken for an address. */
function reporterOf({ reportanteNombre, reportanteEmail, reportanteTelefono }: Facts): string[] {
  return present([personOf(reportanteNombre), reportanteEmail?.trim().toLowerCase(), telephoneOf(reportanteTelefono)]);
}

function wordingsOf({ texto, meddraLltTerm, meddraPtTerm, meddraPtManual }: Event): string[] {
  return present([texto, meddraLltTerm, meddraPtTerm, meddraPtManual]);
}

function termsOf(event: Event): (string | null | undefined)[] {
  return [event.meddraLltCode, event.meddraPtCode, ...wordingsOf(event).map((text) => normalise(text))];
}

function daysOf(products: readonly Product[]): (string | null | undefined)[] {
  return products.flatMap(({ fechaInicio, fechaFin }) => [fechaInicio, fechaFin]);
}

function earliest(days: readonly (string | null)[]): string | undefined {
  return present(days).sort()[0];
}

function present(texts: readonly (string | null | undefined)[]): string[] {
  return [...new Set(texts.filter((text): text is string => Boolean(text)))];
}
