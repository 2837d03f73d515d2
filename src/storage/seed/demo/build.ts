import type { AdverseEventData } from '../../../entities/adverse-event.js';
import type { CaseData } from '../../../entities/case.js';
import { type Calendar, peruvianDate, yearsBetween } from './calendar.js';
import { codesOf } from './terms.js';
import type { CaseDraft, DemoCase, DemoMessage, EventDraft, Relative, ThreadDraft, Way } from './types.js';

/** The case that a draft describes. `place` is its place in the list: it sets the hour at which the case was entered. */
export function buildCase(draft: CaseDraft, place: number, calendar: Calendar): DemoCase {
  const { key, way, products, concomitants, followupEntries, events, threads, ...rest } = draft;
  const { birthday: _day, birthdaySwapped: _swapped, born: _born, repeats: _repeats, ...facts } = rest;
  return {
    input: {
      tipoNotificacion: 'Inicial',
      estado: stateOf(way),
      ...patientOf(draft),
      ...dated<CaseData>(facts, calendar),
      ...birthOf(draft, calendar),
      ...wayOf(draft, calendar),
      products: products.map((row) => dated(row, calendar)),
      concomitants: (concomitants ?? []).map((row) => dated(row, calendar)),
      followupEntries: (followupEntries ?? []).map((row, index) => ({ numero: index + 1, ...dated(row, calendar) })),
      events: (events ?? []).map((row) => eventOf(row, draft, calendar)),
    },
    createdAt: calendar.instant(way.unit, officeHour(place)),
    thread: (threads ?? [])
      .flatMap((thread, index) => messagesOf(thread, `${key}.${index + 1}`, calendar))
      .sort(byTime),
  };
}

/** Turns counted days into dates; what is not given is left out. */
function dated<Row extends object>(row: Relative<Row>, calendar: Calendar): Row {
  const entries = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, read(name, value, calendar)])) as Row;
}

function read(name: string, value: unknown, calendar: Calendar): unknown {
  if (typeof value === 'number' && /fecha/i.test(name)) return calendar.day(value);
  return typeof value === 'string' ? withDates(value, calendar) : value;
}

function withDates(text: string, calendar: Calendar): string {
  return text.replace(/\{(\d+)\}/g, (_, ago) => peruvianDate(calendar.day(Number(ago))));
}

function stateOf({ sent, checked }: Way): string {
  if (checked !== undefined) return 'Cerrado';
  return sent === undefined ? 'Pendiente' : 'En progreso';
}

function patientOf({ pacienteEdad: age = 0, pacienteSexo: sex, gravedad }: CaseDraft): CaseData {
  return {
    pacienteGrupoEtareo: age < 18 ? 'Pediátrico' : age < 60 ? 'Adulto' : 'Geriátrico',
    ...((sex === 'M' || age < 10 || age > 55) && { pacienteGestacionMesesRaw: 'No aplica' }),
    ...(gravedad && { eaGraveSoloRam: gravedad === 'Grave' }),
  };
}

/** The birth date of a patient whose birthday is known, and the age on the first day of the event. */
function birthOf(draft: CaseDraft, calendar: Calendar): CaseData {
  const { birthday, birthdaySwapped, born, pacienteEdad = 0, fechaInicioEvento, way } = draft;
  const day = calendar.day(fechaInicioEvento ?? way.unit);
  if (born !== undefined) return aged(calendar.day(born), day);
  if (!birthday) return {};
  const year = Number(day.slice(0, 4)) - pacienteEdad - (day.slice(5) < birthday ? 1 : 0);
  return aged(`${year}-${birthdaySwapped ? birthday.split('-').reverse().join('-') : birthday}`, day);
}

function aged(pacienteFechaNacimiento: string, day: string): CaseData {
  return { pacienteFechaNacimiento, pacienteEdad: yearsBetween(pacienteFechaNacimiento, day) };
}

/** Term for DIGEMID, in days from receipt by the unit: one for a serious case, three for any other. */
const TERM_DAYS = { serious: 1, other: 3 };

function wayOf({ way, gravedad }: CaseDraft, calendar: Calendar): CaseData {
  const { partner = way.unit, unit, sent, checked, checkedBy } = way;
  const term = gravedad === 'Grave' ? TERM_DAYS.serious : TERM_DAYS.other;
  const facts: Relative<CaseData> = {
    fechaRecepcion: unit,
    ltFechaRecibidoColaborador: partner,
    ltFechaRecibidoUfv: unit,
    ltDiasColabUfv: partner - unit,
    ltFechaLimiteDigemid: unit - term,
    ltFechaEnvioDigemid: sent,
    ltDiasUfvDigemid: sent === undefined ? undefined : unit - sent,
    qcFecha: checked,
    qcRealizadoPor: checkedBy,
  };
  return dated<CaseData>(facts, calendar);
}

function eventOf({ term, ...own }: EventDraft, draft: CaseDraft, calendar: Calendar): AdverseEventData {
  const severity = own.gravedad ?? draft.gravedad;
  const facts: Relative<AdverseEventData> = {
    tipoNotificacion: draft.tipoNotificacion ?? 'Inicial',
    fechaInicio: draft.fechaInicioEvento,
    fechaFin: draft.fechaFinEvento,
    gravedad: severity,
    causalidad: draft.eaCausalidad,
    desenlace: draft.eaDesenlace,
    soloRamGrave: severity && (severity === 'Grave' ? 'Si' : 'No'),
    ...own,
  };
  return { ...dated<AdverseEventData>(facts, calendar), ...(term && codesOf(term)) };
}

function messagesOf({ channel, subject, messages }: ThreadDraft, key: string, calendar: Calendar): DemoMessage[] {
  return messages.map(([ago, time, direction, body], index) => ({
    channel,
    direction,
    body: withDates(body, calendar),
    at: calendar.instant(ago, time),
    externalId: channel === 'email' ? `<${key}.${index + 1}@vigia.example.org>` : `sim-${key}.${index + 1}`,
    ...(subject && { subject: index === 0 ? subject : `Re: ${subject}` }),
  }));
}

function byTime(a: DemoMessage, b: DemoMessage): number {
  return a.at.getTime() - b.at.getTime();
}

/** Some minute of the working day, always the same for one place in the list. */
function officeHour(place: number): string {
  const minutes = 8 * 60 + ((place * 97) % 540);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
