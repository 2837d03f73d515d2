import { deflateSync } from 'node:zlib';
import { AdverseEventData } from '../../src/entities/adverse-event.js';
import { CaseData } from '../../src/entities/case.js';
import { ConcomitantData } from '../../src/entities/concomitant.js';
import { fieldsOf } from '../../src/entities/field.js';
import { ProductData } from '../../src/entities/product.js';
import type { CaseRecord } from '../../src/entities/record.js';
import type { Signer } from '../../src/exports/index.js';

/** 3 March 2026, 22:30 in Lima: in UTC it is already the day after. */
export const NOW = new Date('2026-03-04T03:30:00Z');

type ProductRow = CaseRecord['products'][number];
type ConcomitantRow = CaseRecord['concomitants'][number];
type EventRow = CaseRecord['events'][number];

function blank(type: abstract new () => object): Record<string, null> {
  return Object.fromEntries(fieldsOf(type).map((field) => [field.name, null]));
}

export function product(values: Partial<ProductRow>): ProductRow {
  return { ...blank(ProductData), id: 1, ...values } as ProductRow;
}

export function concomitant(values: Partial<ConcomitantRow>): ConcomitantRow {
  return { ...blank(ConcomitantData), id: 1, ...values } as ConcomitantRow;
}

export function adverseEvent(values: Partial<EventRow>): EventRow {
  return { ...blank(AdverseEventData), id: 1, icsrId: 7, ...values } as EventRow;
}

/** Only what a case needs to be created. */
export function minimalCase(values: Partial<CaseRecord> = {}): CaseRecord {
  return {
    ...blank(CaseData),
    id: 7,
    version: 1,
    createdAt: '2026-02-21T02:10:00.000Z',
    updatedAt: '2026-02-21T02:10:00.000Z',
    dupOverride: null,
    dupOfId: null,
    numero: 'ICSR-2026-007',
    pacienteIniciales: 'J.D.',
    pacienteEdad: 45,
    pacienteSexo: 'M',
    reportanteNombre: 'Dra. María García',
    productoSospechoso: 'Paracetamol 500 mg',
    descripcionEvento: 'Paciente presenta urticaria generalizada.',
    products: [],
    concomitants: [],
    followupEntries: [],
    events: [],
    ...values,
  } as CaseRecord;
}

const NARRATIVE = `Paciente varón de 45 años, con hipertensión arterial controlada, inicia amoxicilina + ácido clavulánico 875/125 mg c/12 h el 14/02/2026 por faringoamigdalitis aguda, junto con ibuprofeno 400 mg c/8 h.

A las 36 horas presenta erupción maculopapular pruriginosa en tronco y miembros superiores, que progresa a urticaria generalizada con angioedema palpebral y labial (≥ 2 cm). Niega disnea. PA 110/70 mmHg, FC 98 lpm, SatO₂ 97 %, T° 37,2 °C.

Se suspenden ambos medicamentos y acude a Emergencia, donde recibe clorfenamina 10 mg EV e hidrocortisona 200 mg EV. Queda hospitalizado en observación durante 48 h con evolución favorable; el exantema desaparece el 20/02/2026. No hubo reexposición.`;

/** A case as the unit finishes it: two products, one concomitant, two coded events. */
export function typicalCase(values: Partial<CaseRecord> = {}): CaseRecord {
  return minimalCase({
    pacientePeso: 72.5,
    pacienteDni: 'HC 0045821 / DNI 40123456',
    pacienteFechaNacimiento: '1980-11-02',
    pacienteGrupoEtareo: 'Adulto',
    pacienteDiagnosticoPrincipal: 'Faringoamigdalitis aguda bacteriana',
    pacienteCie10: 'J03.9',
    pacienteComorbilidades:
      'Hipertensión arterial esencial (2019). Alergia a penicilinas referida por la madre, no documentada. No fuma; alcohol ocasional.',
    establecimiento: 'Hospital Nacional Dos de Mayo – Servicio de Emergencia',
    reportanteEmail: 'm.garcia@hdosdemayo.gob.pe',
    reportanteTelefono: '+51 987 654 321',
    reportanteContacto: '+51 987 654 321',
    reportanteOcupacion: 'Médica internista',
    productoSospechoso: 'Augmentin® (amoxicilina + ácido clavulánico)',
    descripcionEvento: NARRATIVE,
    fechaInicioEvento: '2026-02-15',
    fechaFinEvento: '2026-02-20',
    gravedad: 'Grave',
    eaCriteriosGravedad: ['hospitalizacion', 'otra_importante'],
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio:
      '16/02/2026: eosinófilos 8 % (VN ≤ 5 %), PCR 12 mg/L, TGO 32 U/L, TGP 41 U/L, creatinina 0,9 mg/dL.\n18/02/2026: eosinófilos 4 %, PCR 4 mg/L.',
    tipoNotificacion: 'Inicial',
    fechaRecepcion: '2026-02-20',
    cenafytCodigo: 'CNF-2026-01482',
    products: [
      product({
        id: 11,
        nombreProducto: 'Augmentin® 875 mg/125 mg',
        ifa: 'Amoxicilina + ácido clavulánico',
        formaFarmaceutica: 'Tableta recubierta',
        laboratorioPais: 'GlaxoSmithKline – Reino Unido',
        registroSanitario: 'EE-04512',
        nroLote: 'AX7832',
        fechaVencimiento: '2027-08-31',
        viaAdministracion: 'Oral',
        dosisFrecuencia: '875/125 mg c/12 h',
        fechaInicio: '2026-02-14',
        fechaFin: '2026-02-16',
        motivoPrescripcion: 'Faringoamigdalitis aguda (J03.9)',
        desaparecioAlSuspender: 'si',
        desaparecioAlDisminuirDosis: 'no_aplica',
        reaparecioReexposicion: 'No aplica',
        antecedenteReaccion: 'no',
        pacienteRecibioTratamientoRam: 'Sí',
        detalleTratamientoRam: 'Clorfenamina 10 mg EV; hidrocortisona 200 mg EV',
      }),
      product({
        id: 12,
        nombreProducto: 'Ibuprofeno 400 mg',
        ifa: 'Ibuprofeno',
        formaFarmaceutica: 'Tableta',
        laboratorioPais: 'Medifarma – Perú',
        registroSanitario: 'EN-01877',
        nroLote: '2509114',
        viaAdministracion: 'Oral',
        dosisFrecuencia: '400 mg c/8 h',
        fechaInicio: '2026-02-14',
        fechaFin: '2026-02-16',
        motivoPrescripcion: 'Dolor y fiebre',
        desaparecioAlSuspender: 'si',
        reaparecioReexposicion: 'no',
        pacienteRecibioTratamientoRam: 'no',
      }),
    ],
    concomitants: [
      concomitant({
        id: 21,
        nombreProducto: 'Losartán 50 mg (losartán potásico)',
        dosisFrecuencia: '50 mg c/24 h',
        nroLote: 'L-2201',
        viaAdministracion: 'Oral',
        fechaInicio: '2019-06-01',
        motivoPrescripcion: 'Hipertensión arterial',
      }),
    ],
    events: [
      adverseEvent({
        id: 31,
        texto: 'Urticaria generalizada',
        fechaInicio: '2026-02-15',
        fechaFin: '2026-02-20',
        gravedad: 'Grave',
        causalidad: 'Probable',
        desenlace: 'Recuperado',
        meddraLltCode: '10046742',
        meddraLltTerm: 'Urticaria generalizada',
        meddraPtCode: '10046735',
        meddraPtTerm: 'Urticaria',
      }),
      adverseEvent({
        id: 32,
        texto: 'Angioedema palpebral y labial',
        fechaInicio: '2026-02-16',
        gravedad: 'No grave',
        causalidad: 'Posible',
        desenlace: 'En recuperación',
        meddraLltCode: '10002424',
        meddraLltTerm: 'Angioedema',
        meddraPtCode: '10002424',
        meddraPtTerm: 'Angioedema',
      }),
    ],
    ...values,
  });
}

export const SIGNER: Signer = {
  nombre: 'Dr. Juan Pérez Ramírez',
  cargo: 'Químico Farmacéutico – Responsable de Farmacovigilancia',
  company: 'OTARVASQ S.A.C.',
  celular: '+51-987-654-321',
  emailAlt: 'farmacovigilancia@otarvasq.com',
  website: 'https://www.otarvasq.com',
};

/** A PNG drawn by a function of its pixels (red, green, blue, alpha). */
export function png(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number, number],
): Buffer {
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_unused, x) => colour(x, y)).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const image = deflateSync(Buffer.concat(rows));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A blue pen stroke on a transparent ground, and an orange badge. */
export const SIGNATURE_PNG = png(360, 140, (x, y) => {
  const pen = 70 + 40 * Math.sin(x / 18) * Math.exp(-x / 300) + 12 * Math.sin(x / 5);
  return Math.abs(y - pen) < 2.5 && x > 10 && x < 350 ? [24, 40, 140, 255] : [0, 0, 0, 0];
});
export const LOGO_PNG = png(240, 80, (x, y) =>
  x < 80 && (x - 40) ** 2 + (y - 40) ** 2 < 1400
    ? [232, 112, 32, 255]
    : x > 92 && y > 26 && y < 54
      ? [40, 60, 80, 255]
      : [255, 255, 255, 255],
);
