import { AdverseEventData } from '../entities/adverse-event.js';
import { CaseData } from '../entities/case.js';
import { ConcomitantData } from '../entities/concomitant.js';
import { type DataFieldInfo, fieldsOf } from '../entities/field.js';
import { FollowupEntryData } from '../entities/followup-entry.js';
import { ProductData } from '../entities/product.js';
import type { CaseRecord } from '../entities/record.js';
import { dayInLima } from '../clock.js';
import { type DocumentContext, formDate, limaMoment, type Signer } from './context.js';
import { answerBoxes, besideBoxes, caseBoxes, otherCriteria } from './boxes.js';
import { withIsolatedTexts } from './isolate.js';

/**
 * Everything a template can name. Each data field stands under its REST name as text ('' where nothing is known, days as
 * dd/mm/yyyy), so a new field of an entity needs no line here; what the form words differently is added by hand.
 */
export function caseView(asWritten: CaseRecord, signer: Signer, now: Date): DocumentContext {
  const record = withIsolatedTexts(asWritten);
  const lists = rowsOf(record);
  return {
    ...texts(CaseData, record),
    ...caseBoxes(record),
    ...besideBoxes(record),
    ...caseTexts(record),
    ...withIsolatedTexts(signerTexts(signer)),
    id: String(record.id),
    version: String(record.version),
    fecha_generacion: limaMoment(now),
    ...lists,
    ...Object.fromEntries(Object.entries(lists).map(([name, rows]) => [`hay_${name}`, rows.length > 0])),
  };
}

function rowsOf(record: CaseRecord): Record<string, readonly DocumentContext[]> {
  return {
    productos: suspectedProducts(record).map(productView),
    concomitantes: record.concomitants.map(concomitantView),
    eventos: record.events.map(eventView),
    seguimientos: record.followupEntries.map((entry, index) => ({
      ...texts(FollowupEntryData, entry),
      n: String(index + 1),
    })),
  };
}

/** Values of one row under their REST names. */
function texts(type: abstract new () => object, row: object): Record<string, string> {
  const values = row as Record<string, unknown>;
  return Object.fromEntries(fieldsOf(type).map((field) => [field.wire, asText(values[field.name], field)]));
}

function asText(value: unknown, field: DataFieldInfo): string {
  if (value === null || value === undefined) return '';
  if (field.type === 'date') return formDate(String(value));
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'Sí' : 'No';
  return String(value);
}

function caseTexts(record: CaseRecord): Record<string, string> {
  return {
    numero: record.numero ?? `ICSR-${record.id}`,
    edad: record.pacienteEdad === null ? '' : `${record.pacienteEdad} ${record.pacienteEdad === 1 ? 'año' : 'años'}`,
    diagnostico: joined([record.pacienteDiagnosticoPrincipal, labelled('CIE-10', record.pacienteCie10)], ' · '),
    otros_datos: joined(
      [
        record.pacienteComorbilidades,
        labelled('Meses de gestación', record.pacienteGestacionMesesRaw),
        labelled('Grupo etario', record.pacienteGrupoEtareo),
        labelled('Fecha de nacimiento', formDate(record.pacienteFechaNacimiento)),
      ],
      '\n',
    ),
    contacto: joined([record.reportanteTelefono, record.reportanteEmail, record.reportanteContacto], ' · '),
    criterios_otros: otherCriteria(record).join(', '),
    fecha_reporte: formDate(reportDay(record)),
    reportero_nombre: record.reportanteNombre ?? '',
    reportero_profesion: record.reportanteOcupacion ?? '',
    desenlace: record.eaDesenlace ?? '',
    registro_sanitario: record.products[0]?.registroSanitario ?? '',
  };
}

/** Day on which the report came in: as the unit noted it, else the day in Lima on which the case was created. */
export function reportDay(record: CaseRecord): string {
  return record.fechaRecepcion ?? dayInLima(new Date(record.createdAt));
}

function signerTexts(signer: Signer): Record<string, string> {
  return {
    firma_nombre: signer.nombre ?? '',
    firma_cargo: signer.cargo ?? '',
    firma_company: signer.company ?? '',
    firma_celular: signer.celular ?? '',
    firma_email_alt: signer.emailAlt ?? '',
    firma_website: signer.website ?? '',
  };
}

type ProductRow = Partial<CaseRecord['products'][number]>;

/** A case taken in by e-mail may hold no rows yet: the product it names is then the only row of section C. */
function suspectedProducts(record: CaseRecord): ProductRow[] {
  return record.products.length > 0 ? record.products : [{ nombreProducto: record.productoSospechoso }];
}

function productView(product: ProductRow, index: number): DocumentContext {
  return {
    ...texts(ProductData, product),
    n: String(index + 1),
    producto: joined([product.nombreProducto, joined([product.ifa, product.formaFarmaceutica], ' · ')], '\n'),
    ...answerBoxes('suspension', product.desaparecioAlSuspender),
    ...answerBoxes('reduccion', product.desaparecioAlDisminuirDosis),
    ...answerBoxes('reexposicion', product.reaparecioReexposicion),
    ...answerBoxes('antecedente', product.antecedenteReaccion),
    ...answerBoxes('tratamiento', product.pacienteRecibioTratamientoRam),
  };
}

function concomitantView(row: CaseRecord['concomitants'][number], index: number): DocumentContext {
  return {
    ...texts(ConcomitantData, row),
    n: String(index + 1),
    producto: joined([row.nombreProducto, labelled('Lote', row.nroLote)], '\n'),
  };
}

function eventView(event: CaseRecord['events'][number], index: number): DocumentContext {
  return {
    ...texts(AdverseEventData, event),
    n: String(index + 1),
    llt: joined([event.meddraLltTerm, event.meddraLltCode], '\n'),
    pt: joined([event.meddraPtTerm ?? event.meddraPtManual, event.meddraPtCode], '\n'),
  };
}

function labelled(label: string, value: string | null): string {
  return value ? `${label}: ${value}` : '';
}

/** The filled values, each once: a contact is often kept in two fields, and a name repeats its active ingredient. */
function joined(values: readonly (string | null | undefined)[], separator: string): string {
  return [...new Set(values.filter((value): value is string => Boolean(value)))].join(separator);
}
