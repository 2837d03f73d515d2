import { CAME_BACK, GONE_WHEN_STOPPED, NOT_STOPPED, also, patient, serious, suspect, treated } from './patterns.js';
import { ANALGESICS, ANTIINFECTIVES, CARDIOMETABOLIC as C } from './products.js';
import { VACCINES } from './products-hospital.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

/** Second reports of cases told elsewhere, each with the slips by which such a pair goes unseen. */
export const REPEATED_CASES: CaseDraft[] = [
  // The physician who treated her after the pharmacist's report: brand only, age without birth date.
  {
    key: 'repite-naproxeno',
    repeats: 'naproxeno-angioedema',
    ...REPORTERS.saravia,
    ...patient('SPR', 'F', 26, { kg: 55 }),
    pacienteDiagnosticoPrincipal: 'Dismenorrea primaria',
    pacienteCie10: 'N94.4',
    productoSospechoso: 'Naprokusi 550 mg',
    descripcionEvento:
      'Mujer joven derivada por su botica con edema bipalpebral y labial y habones en abdomen, de una hora de evolución, después de una tableta de Naprokusi por dolor menstrual. Signos vitales normales, sin sibilantes ni edema de glotis. Se aplicó dexametasona intramuscular y se observó dos horas. Refiere un cuadro parecido, más leve, con el mismo medicamento dos meses antes.',
    fechaInicioEvento: 47,
    fechaFinEvento: 46,
    gravedad: 'Moderada',
    eaDesenlace: 'Recuperado',
    way: { partner: 34, unit: 30 },
    products: [
      suspect(
        { nombreProducto: 'Naprokusi 550 mg', viaAdministracion: 'Oral' },
        '1 tableta',
        'Dismenorrea (N94.4)',
        [47, 47],
        { nroLote: 'NK0884', ...CAME_BACK, ...treated('Dexametasona 4 mg IM') },
      ),
    ],
    events: [{ texto: 'Angioedema palpebral y labial', term: 'Hinchazón de cara y labios' }],
  },
  // The daughter of a patient already reported by the hospital: surnames first in the initials, age one year off.
  {
    key: 'repite-azitromicina',
    repeats: 'azitromicina-arritmia',
    ...REPORTERS.davila,
    ...patient('CVDL', 'F', 77),
    pacienteDiagnosticoPrincipal: 'Bronquios',
    productoSospechoso: 'Azitromicina',
    descripcionEvento:
      'Mi mamá sufre del corazón y toma amiodarona. Le compré azitromicina para la tos y al tercer día se desmayó dos veces en la cocina. En el hospital le pusieron una descarga eléctrica porque el corazón se le había acelerado y dijeron que tenía el potasio bajo. Estuvo internada varios días. Quiero que quede registrado para que no la vendan sin receta.',
    fechaInicioEvento: 61,
    ...serious('hospitalizacion'),
    eaDesenlace: 'Recuperado',
    segContactarPaciente: true,
    way: { unit: 33 },
    products: [suspect({ nombreProducto: 'Azitromicina 500 mg' }, '1 pastilla al día', 'Tos', [64, 62])],
    concomitants: [also('Amiodarona', '1 pastilla al día', 'Oral', 'Corazón')],
    events: [{ texto: 'Desmayo y arritmia', term: 'Desmayo' }],
    threads: [
      {
        channel: 'sms',
        messages: [
          [
            32,
            '09:20',
            'out',
            'VIGIA: Sra. Dávila, recibimos su reporte. ¿En qué hospital atendieron a su mamá y cuáles son sus iniciales completas?',
          ],
          [
            31,
            '20:47',
            'in',
            'en el universitario de la sierra sur, el dr espejo la vio. se llama D. L. y apellidos C. V.',
          ],
        ],
      },
    ],
  },
  // Two reporters in one hospital; month and day of birth exchanged.
  {
    key: 'repite-enalapril',
    repeats: 'enalapril-angioedema',
    ...REPORTERS.salcedo,
    ...patient('EMHR', 'F', 71, { kg: 63, birthday: '07-04' }),
    birthdaySwapped: true,
    pacienteDiagnosticoPrincipal: 'Hipertensión arterial esencial',
    pacienteCie10: 'I10',
    productoSospechoso: 'Enalkilla 10 mg (enalapril)',
    descripcionEvento:
      'Adulta mayor hipertensa ingresada por emergencia con edema de lengua y de labio inferior que progresó en dos horas, con sialorrea y disfonía, sin urticaria. Sin respuesta a epinefrina ni hidrocortisona; intubada con fibroscopio por anestesiología. Se atribuye a enalapril, que usa hace años. Extubada a las 36 horas y de alta con otro antihipertensivo.',
    fechaInicioEvento: 151,
    fechaFinEvento: 149,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { partner: 137, unit: 136, sent: 135 },
    products: [
      suspect(C.enalapril, '20 mg al día', 'Hipertensión arterial (I10)', [undefined, 151], {
        ...GONE_WHEN_STOPPED,
        ...treated('Epinefrina, hidrocortisona, intubación orotraqueal'),
      }),
    ],
    events: [{ texto: 'Edema angioneurótico de lengua', term: 'Hinchazón de cara y labios' }],
  },
  // A follow-up that came without its case number, typed on a keyboard without accents.
  {
    key: 'repite-glibenclamida',
    repeats: 'glibenclamida-hipoglucemia',
    ...REPORTERS.ccori,
    ...patient('JARQ', 'F', 79, { kg: 52, birthday: '08-06' }),
    tipoNotificacion: 'Seguimiento',
    pacienteDiagnosticoPrincipal: 'DIABETES MELLITUS TIPO 2',
    productoSospechoso: 'GLIBENCLAMIDA 5 MG',
    descripcionEvento:
      'Paciente adulta mayor, diabetica, que fue hallada por su hija a las 6 am sudorosa y sin responder. No habia cenado y si tomo sus pastillas de glibenclamida. En el hospital le encontraron glucosa de 27, le pusieron dextrosa y se recupero. Hoy acude a su control en el centro de salud: conversa, camina con apoyo, no ha repetido hipoglucemia. Ya no toma glibenclamida, se controla con dieta y metformina.',
    fechaInicioEvento: 68,
    fechaFinEvento: 66,
    ...serious('hospitalizacion'),
    eaDesenlace: 'Recuperado',
    way: { partner: 23, unit: 22 },
    products: [
      suspect(
        { nombreProducto: 'GLIBENCLAMIDA 5 MG', viaAdministracion: 'ORAL' },
        '1 tab cada 12 h',
        'Diabetes',
        [undefined, 68],
        { nroLote: 'GT5O63', ...GONE_WHEN_STOPPED },
      ),
    ],
    events: [{ texto: 'Hipoglucemia severa', term: 'Azúcar baja en sangre' }],
  },
  // The pharmacist of the hospital tells the death again: second surname missing, two digits of the lot exchanged.
  {
    key: 'repite-warfarina',
    repeats: 'warfarina-muerte',
    ...REPORTERS.condori,
    ...patient('HSZ', 'M', 81, { dni: '00001503' }),
    pacienteDiagnosticoPrincipal: 'Arritmia cardíaca anticoagulada',
    productoSospechoso: 'Warfaqoya 5 mg (warfarina)',
    descripcionEvento:
      'Se notifica defunción por sangrado cerebral en usuario de warfarina con INR mayor de 9. En la revisión de recetas encontramos cotrimoxazol prescrito cinco días antes por otra institución, sin coordinación con la clínica de anticoagulación. Llegó con hemiplejía y vómitos; neurocirugía lo consideró fuera de alcance quirúrgico. Recibió vitamina K y plasma, y murió al día siguiente.',
    fechaInicioEvento: 119,
    ...serious('muerte'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Muerte',
    eaFechaMuerte: 118,
    way: { partner: 101, unit: 100, sent: 99 },
    products: [
      suspect(C.warfarina, '5 mg diarios', 'Anticoagulación', [undefined, 119], { nroLote: 'WQ1024', ...NOT_STOPPED }),
      suspect(
        { nombreProducto: ANTIINFECTIVES.cotrimoxazol.ifa },
        '800/160 mg cada 12 horas',
        'Infección urinaria',
        [124, 119],
        NOT_STOPPED,
      ),
    ],
    events: [{ texto: 'Hemorragia cerebral mortal', term: 'Sangrado cerebral' }],
  },
  // The hospital tells what the mother had told: physician's words, vaccine under another name.
  {
    key: 'repite-spr',
    repeats: 'spr-convulsion-febril',
    ...REPORTERS.cardenas,
    ...patient('JTM', 'M', 1, { kg: 10, dni: '00001807', born: 470 }),
    pacienteDiagnosticoPrincipal: 'Crisis febril simple',
    pacienteCie10: 'R56.0',
    productoSospechoso: 'Vacuna triple viral',
    descripcionEvento:
      'Lactante mayor previamente sano que, en el octavo día posterior a la vacuna triple viral, presenta crisis tónico-clónica generalizada de dos minutos con temperatura de 39,5 °C. Ingresa en estado posictal breve, sin signos meníngeos ni foco infeccioso. Exámenes sin alteraciones. Observado 20 horas con antipiréticos y dado de alta con consejería. Padre con antecedente de convulsión febril.',
    fechaInicioEvento: 91,
    fechaFinEvento: 90,
    ...serious('hospitalizacion', 'otra_importante'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado',
    way: { partner: 72, unit: 70, sent: 69 },
    products: [
      suspect(
        { ...VACCINES.spr, nombreProducto: 'Vacuna triple viral' },
        '0,5 mL, primera dosis',
        'Inmunización (Z27.4)',
        [99, 99],
        {
          nroLote: 'SP3018',
          ...NOT_STOPPED,
          ...treated(`${ANALGESICS.paracetamolGotas.ifa} en gotas, medios físicos`),
        },
      ),
    ],
    events: [{ texto: 'Convulsión febril', term: 'Convulsión' }],
  },
];
