import {
  GONE_WHEN_STOPPED,
  IVAN,
  MARLENE,
  NOT_GONE_WHEN_STOPPED,
  also,
  patient,
  serious,
  suspect,
  treated,
} from './patterns.js';
import { ANTIINFECTIVES } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

/** Antibiotics given in hospital. */
export const HOSPITAL_ANTIBIOTIC_CASES: CaseDraft[] = [
  {
    key: 'ceftriaxona-anafilaxia',
    ...REPORTERS.paredes,
    ...patient('ERVS', 'M', 58, { kg: 83, dni: '00001102', birthday: '05-22' }),
    pacienteDiagnosticoPrincipal: 'Neumonía adquirida en la comunidad',
    pacienteCie10: 'J18.9',
    pacienteComorbilidades:
      'Hipertensión arterial. Alergia a penicilina referida en la juventud (ronchas), no registrada en la historia.',
    productoSospechoso: 'Ceftriaxona 1 g',
    descripcionEvento:
      'Varón de 58 años hospitalizado por neumonía. A los cinco minutos de iniciar la primera infusión de ceftriaxona presenta opresión torácica, habones en cuello y brazos, estridor y presión arterial de 60/40 mmHg. Se detiene la infusión y se administra epinefrina 0,5 mg intramuscular en dos oportunidades, cloruro de sodio 0,9 % a chorro, hidrocortisona y oxígeno. Requiere intubación y pasa a la unidad de cuidados intensivos, donde permanece 36 horas. Extubado sin secuelas. La familia informó después que de joven tuvo ronchas con penicilina.',
    fechaInicioEvento: 171,
    fechaFinEvento: 169,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio:
      'Triptasa sérica {171}: 38 µg/L (normal hasta 11,4). Lactato: 5,1 mmol/L. Radiografía de tórax: consolidación basal derecha.',
    codigoInternoLab: 'INT-0178',
    cenafytCodigo: 'CENAFYT-D-00342',
    way: { partner: 170, unit: 170, sent: 169, checked: 166, checkedBy: IVAN },
    revisionSenales: 'Segundo caso de anafilaxia con ceftriaxona en doce meses, de otro lote. Sin señal de calidad.',
    products: [
      suspect(ANTIINFECTIVES.ceftriaxona, '2 g cada 24 horas, diluido en 100 mL', 'Neumonía (J18.9)', [171, 171], {
        nroLote: 'CFT-0835',
        fechaVencimiento: -420,
        ...GONE_WHEN_STOPPED,
        ...treated(
          'Epinefrina 0,5 mg IM dos veces, hidrocortisona 200 mg IV, clorfenamina 10 mg IV, volumen, oxígeno e intubación',
        ),
      }),
    ],
    concomitants: [
      also('Losartán 50 mg', '50 mg cada 24 horas', 'Oral', 'Hipertensión arterial'),
      also('Paracetamol 1 g', '1 g cada 8 horas', 'Oral', 'Fiebre', [172, 165]),
    ],
    followupEntries: [
      {
        fecha: 168,
        comentarios: 'Llamada al Dr. Paredes: paciente extubado, en piso. Se solicita resultado de triptasa.',
      },
      { fecha: 166, comentarios: 'Se recibe triptasa elevada. Se reclasifica la causalidad de Posible a Probable.' },
    ],
    events: [{ texto: 'Choque anafiláctico durante infusión de ceftriaxona', term: 'Choque por alergia' }],
  },
  {
    key: 'cotrimoxazol-ssj',
    ...REPORTERS.rengifo,
    ...patient('KTSI', 'F', 29, { kg: 48, dni: '00001104', birthday: '02-11' }),
    pacienteDiagnosticoPrincipal: 'Toxoplasmosis cerebral, profilaxis secundaria',
    pacienteCie10: 'B58.2',
    pacienteComorbilidades: 'Infección por VIH, CD4 86 células/mm³.',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Sulfametoxazol + trimetoprima 800/160 mg',
    descripcionEvento:
      'Paciente con VIH que al día 12 de cotrimoxazol inicia con fiebre, ardor ocular y odinofagia; a las 48 horas aparecen máculas violáceas confluentes en cara y tórax, ampollas y erosiones hemorrágicas en labios, boca y genitales. Signo de Nikolsky positivo, superficie comprometida de 8 %. Se suspende el antibiótico, se hospitaliza en aislamiento y recibe hidratación, curaciones y evaluación diaria por oftalmología. Evoluciona a reepitelización lenta; al momento del reporte come dieta blanda y conserva la visión.',
    fechaInicioEvento: 262,
    ...serious('hospitalizacion', 'amenaza_vida'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'En recuperación',
    examenesLaboratorio: 'Hemoglobina 9,4 g/dL; eosinófilos 4 %; TGP 88 U/L; creatinina 0,9 mg/dL ({260}).',
    cenafytCodigo: 'CENAFYT-D-00255',
    way: { partner: 258, unit: 257, sent: 256, checked: 250, checkedBy: IVAN },
    comentariosAdicionales:
      'Compañía solicitó fotografías; el hospital no autoriza su envío sin consentimiento de la paciente.',
    products: [
      suspect(ANTIINFECTIVES.cotrimoxazol, '1 tableta cada 12 horas', 'Toxoplasmosis cerebral (B58.2)', [274, 260], {
        nroLote: 'SY-7704',
        fechaVencimiento: -200,
        ...GONE_WHEN_STOPPED,
        ...treated('Hospitalización, hidratación, curaciones con gasa vaselinada, lubricante ocular'),
      }),
    ],
    concomitants: [
      also('Dolutegravir + lamivudina + tenofovir', '1 tableta cada 24 horas', 'Oral', 'Infección por VIH', [330]),
      also('Ácido folínico 15 mg', '15 mg cada 24 horas', 'Oral', 'Prevención de toxicidad medular', [274, 260]),
      also('Fluconazol 150 mg', '150 mg dosis única', 'Oral', 'Candidiasis oral', [270, 270]),
    ],
    followupEntries: [
      { fecha: 252, comentarios: 'Farmacia del hospital informa alta con control por dermatología y oftalmología.' },
    ],
    events: [
      { texto: 'Síndrome de Stevens-Johnson', term: 'Despegamiento grave de piel y mucosas' },
      { texto: 'Conjuntivitis con membranas', term: 'Inflamación de la conjuntiva', gravedad: 'No grave' },
    ],
  },
  {
    key: 'vancomicina-infusion-rapida',
    ...REPORTERS.tapia,
    ...patient('WJCR', 'M', 41, { kg: 79, dni: '00001106', birthday: '12-08' }),
    pacienteDiagnosticoPrincipal: 'Celulitis de miembro inferior',
    pacienteCie10: 'L03.1',
    productoSospechoso: 'Vancomicina 500 mg',
    descripcionEvento:
      'Error de medicación con daño transitorio. La bomba fue programada a 400 mL/h y el gramo de vancomicina pasó en unos quince minutos, cuando debía durar una hora. El paciente avisó por calor y picazón en la cara; se observó enrojecimiento de cara, cuello y parte alta del tórax, con presión de 100/60 mmHg. Se detuvo la bomba, recibió clorfenamina y todo cedió en 40 minutos. La dosis siguiente se pasó en dos horas sin molestias. Se conversó el error en la reunión de turno.',
    fechaInicioEvento: 88,
    fechaFinEvento: 88,
    gravedad: 'Moderada',
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    way: { partner: 87, unit: 86, sent: 84, checked: 83, checkedBy: IVAN },
    products: [
      suspect(ANTIINFECTIVES.vancomicina, '1 g cada 12 horas', 'Celulitis (L03.1)', [89, 82], {
        nroLote: 'VS0452',
        fechaVencimiento: -260,
        ...GONE_WHEN_STOPPED,
        reaparecioReexposicion: 'no',
        ...treated('Clorfenamina 10 mg IV'),
      }),
    ],
    events: [
      { texto: 'Rubor de cara y tórax por infusión rápida', term: 'Reacción por infusión rápida' },
      {
        texto: 'Velocidad de infusión equivocada',
        term: 'Error de velocidad de administración',
        desenlace: 'Recuperado',
      },
    ],
  },
  {
    key: 'amikacina-oido-rinon',
    ...REPORTERS.neyra,
    ...patient('TAMB', 'M', 66, { kg: 70, dni: '00001107', birthday: '03-29' }),
    pacienteDiagnosticoPrincipal: 'Pielonefritis complicada',
    pacienteCie10: 'N10',
    pacienteComorbilidades: 'Diabetes mellitus tipo 2, enfermedad renal crónica estadio 3a.',
    productoSospechoso: 'Amikacina 500 mg',
    descripcionEvento:
      'Interconsulta a nefrología en el día 11 de amikacina a dosis plena, sin ajuste pese a enfermedad renal crónica. La creatinina subió de 1,5 a 4,2 mg/dL con diuresis conservada. El paciente refiere además zumbido de oídos y que «la gente habla bajito». Se suspende el aminoglucósido y se hidrata; no requirió diálisis. La creatinina bajó a 1,9 mg/dL en tres semanas, pero la audiometría muestra caída bilateral en frecuencias agudas que no ha mejorado.',
    fechaInicioEvento: 305,
    ...serious('hospitalizacion', 'discapacidad'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado con secuelas',
    examenesLaboratorio:
      'Creatinina: 1,5 mg/dL ({316}), 4,2 mg/dL ({305}), 1,9 mg/dL ({284}). Audiometría: hipoacusia neurosensorial bilateral moderada.',
    way: { partner: 303, unit: 301, sent: 299, checked: 290, checkedBy: MARLENE },
    ltProblemasAdicionales: 'Envío con un día de retraso: el formato llegó sin fecha de inicio del medicamento.',
    products: [
      suspect(ANTIINFECTIVES.amikacina, '1 g cada 24 horas', 'Pielonefritis (N10)', [316, 305], {
        nroLote: 'AK2209',
        fechaVencimiento: -95,
        ...NOT_GONE_WHEN_STOPPED,
        ...treated('Hidratación endovenosa, suspensión del aminoglucósido'),
      }),
    ],
    concomitants: [
      also('Insulina NPH', '18 UI en la mañana', 'Subcutánea', 'Diabetes mellitus'),
      also('Furosemida 40 mg', '40 mg cada 24 horas', 'Oral', 'Edema'),
    ],
    events: [
      { texto: 'Lesión renal aguda', term: 'Daño agudo del riñón', fechaFin: 284, desenlace: 'Recuperado' },
      { texto: 'Hipoacusia bilateral con tinnitus', term: 'Pérdida de audición', desenlace: 'No recuperado' },
    ],
  },
];
