import type { CaseData } from '../../../entities/case.js';

type Reporter = Pick<
  CaseData,
  | 'establecimiento'
  | 'fuenteNotificacion'
  | 'origenNotificacion'
  | 'reportanteContacto'
  | 'reportanteEmail'
  | 'reportanteNombre'
  | 'reportanteOcupacion'
  | 'reportanteTelefono'
>;

const COSTA = 'Hospital Regional de la Costa';
const VALLE = 'Hospital General del Valle';
const SIERRA = 'Hospital Universitario de la Sierra Sur';
const SELVA = 'Hospital de la Selva Alta';
const MOLLES = 'Hospital Materno Infantil Los Molles';
const MIRADOR = 'Centro de Salud Alto Mirador';
const TELMO = 'Clínica San Telmo del Norte';

/** Invented people and places. E-mail domains are example ones; the phone numbers are a block kept for this data. */
export const REPORTERS = {
  salcedo: professional('Dra. Rosa Salcedo Huamaní', 'Médico general', COSTA, 'r.salcedo@example.pe', 1),
  quispe: pharmacist('Q.F. Édgar Quispe Mamani', COSTA, 'e.quispe@example.pe', 2),
  tapia: professional('Lic. Fiorella Tapia Sandoval', 'Enfermera', COSTA, 'f.tapia@example.pe', 3),
  lozano: professional('Dra. Diana Lozano Peralta', 'Médico neuróloga', COSTA, 'd.lozano@example.pe', 4),
  paredes: professional('Dr. Luis Paredes Chirinos', 'Médico internista', VALLE, 'l.paredes@example.org', 5),
  villanueva: professional('Lic. Carmen Villanueva Rojas', 'Enfermera', VALLE, 'c.villanueva@example.org', 6),
  neyra: professional('Dr. Víctor Neyra Olaya', 'Médico nefrólogo', VALLE, 'v.neyra@example.org', 7),
  tello: pharmacist('Q.F. Milagros Tello Vargas', 'Botica Las Retamas', 'm.tello@example.com', 8),
  cardenas: professional('Dr. Jorge Cárdenas Flores', 'Médico pediatra', MOLLES, 'j.cardenas@example.pe', 9),
  huaranga: professional('Obst. Nelly Huaranga Poma', 'Obstetra', MOLLES, 'n.huaranga@example.pe', 10),
  ccori: professional('Lic. Yeny Ccori Apaza', 'Enfermera', MIRADOR, 'y.ccori@example.pe', 11),
  saravia: professional('Dr. Aldo Saravia Luna', 'Médico general', MIRADOR, 'a.saravia@example.pe', 12),
  bernal: professional('Dra. Patricia Bernal Tuesta', 'Médico dermatóloga', TELMO, 'p.bernal@example.com', 13),
  alarcon: professional('Dr. Renzo Alarcón Núñez', 'Médico anestesiólogo', TELMO, 'r.alarcon@example.com', 14),
  rengifo: pharmacist('Q.F. Walter Rengifo Pinedo', SELVA, 'w.rengifo@example.pe', 15),
  mendivil: professional('Dr. Óscar Mendívil Latorre', 'Médico neumólogo', VALLE, 'o.mendivil@example.org', 16),
  zegarra: professional('Dra. Lucía Zegarra Montes', 'Médico oncóloga', SIERRA, 'l.zegarra@example.org', 17),
  condori: pharmacist('Q.F. Hilda Condori Ticona', SIERRA, 'h.condori@example.org', 18),
  espejo: professional('Dr. Marco Espejo Luján', 'Médico cardiólogo', SIERRA, 'm.espejo@example.org', 19),
  arias: professional(
    'Dr. Hugo Arias Bedoya',
    'Médico psiquiatra',
    'Centro de Salud Mental de la Quebrada',
    'h.arias@example.pe',
    20,
  ),
  galvez: pharmacist('Q.F. Silvia Gálvez Moreno', 'Policlínico Santa Aurelia', 's.galvez@example.com', 21),
  /** A health post without e-mail: telephone and WhatsApp only. */
  shapiama: {
    reportanteNombre: 'Téc. Enf. Deysi Shapiama Ríos',
    reportanteOcupacion: 'Técnica de enfermería',
    reportanteContacto: '+51 900 000 023',
    reportanteTelefono: '+51 900 000 023',
    establecimiento: 'Puesto de Salud Quebrada Verde',
    fuenteNotificacion: 'Profesional de salud',
    origenNotificacion: 'telefono',
  },
  ormeno: consumer('Sra. Gladys Ormeño Pisco', 'Ama de casa', { phone: 31 }),
  valdivia: consumer('Sr. Percy Valdivia Ruiz', 'Taxista', { phone: 32 }),
  bocanegra: consumer('Srta. Kiara Bocanegra León', 'Estudiante', { email: 'kiara.bocanegra@example.com' }),
  mori: consumer('Sra. Zoila Mori Tananta', 'Comerciante', { phone: 34 }),
  yupanqui: consumer('Sr. Teófilo Yupanqui Ñaupa', 'Jubilado', { phone: 35, email: 't.yupanqui@example.com' }),
  landauro: consumer('Sra. Maribel Landauro Sáenz', 'Contadora', { email: 'maribel.landauro@example.com' }),
  davila: consumer('Sra. Rocío Dávila Campos', 'Vendedora', { phone: 36 }),
  puicon: consumer('Sra. Elsa Puicón Effio', 'Docente', { phone: 37 }),
} as const satisfies Record<string, Reporter>;

function professional(name: string, post: string, place: string, email: string, line: number): Reporter {
  return {
    reportanteNombre: name,
    reportanteOcupacion: post,
    reportanteContacto: email,
    reportanteEmail: email,
    reportanteTelefono: phone(line),
    establecimiento: place,
    fuenteNotificacion: 'Profesional de salud',
    origenNotificacion: 'email',
  };
}

function pharmacist(name: string, place: string, email: string, line: number): Reporter {
  const reporter = professional(name, 'Químico farmacéutico', place, email, line);
  return { ...reporter, fuenteNotificacion: 'Farmacéutico', origenNotificacion: 'web_form' };
}

function consumer(name: string, post: string, contact: { phone?: number; email?: string }): Reporter {
  const number = contact.phone === undefined ? undefined : phone(contact.phone);
  return {
    reportanteNombre: name,
    reportanteOcupacion: post,
    reportanteContacto: contact.email ?? number,
    reportanteEmail: contact.email,
    reportanteTelefono: number,
    fuenteNotificacion: 'Paciente',
    origenNotificacion: number ? 'telefono' : 'web_form',
  };
}

function phone(line: number): string {
  return `+51 900 000 ${String(line).padStart(3, '0')}`;
}
