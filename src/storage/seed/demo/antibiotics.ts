import {
  GONE_WHEN_STOPPED,
  MARLENE,
  NOT_GONE_WHEN_STOPPED,
  NOT_STOPPED,
  also,
  patient,
  serious,
  suspect,
  treated,
} from './patterns.js';
import { ANTIINFECTIVES, CARDIOMETABOLIC } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

/** Antibiotics bought or given in ambulatory care. */
export const ANTIBIOTIC_CASES: CaseDraft[] = [
  {
    key: 'amoxicilina-exantema',
    ...REPORTERS.salcedo,
    ...patient('MLQC', 'F', 34, { kg: 61.5, dni: '00001101', birthday: '09-17' }),
    pacienteDiagnosticoPrincipal: 'Faringoamigdalitis aguda',
    pacienteCie10: 'J03.9',
    productoSospechoso: 'Amoxicilina 500 mg',
    descripcionEvento:
      'Mujer de 34 años que al cuarto día de amoxicilina por faringoamigdalitis presenta lesiones eritematosas en tronco que en pocas horas se extienden a brazos y muslos, con prurito intenso que no la deja dormir. No hay compromiso de mucosas, fiebre ni dificultad respiratoria. Niega alergias conocidas y recuerda haber tomado amoxicilina en la infancia sin problemas. Se suspendió el antibiótico y se indicó clorfenamina por cinco días. Las lesiones desaparecieron por completo, sin descamación.',
    fechaInicioEvento: 402,
    fechaFinEvento: 397,
    gravedad: 'Leve',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    codigoInternoLab: 'INT-0101',
    cenafytCodigo: 'CENAFYT-D-00117',
    way: { partner: 401, unit: 400, sent: 398, checked: 395, checkedBy: MARLENE },
    comentariosAdicionales: 'Reacción descrita en la ficha técnica. La notificadora envió el lote por correo.',
    products: [
      suspect(ANTIINFECTIVES.amoxicilina, '500 mg cada 8 horas', 'Faringoamigdalitis (J03.9)', [406, 402], {
        nroLote: 'MX24117',
        fechaVencimiento: -310,
        ...GONE_WHEN_STOPPED,
        ...treated('Clorfenamina 4 mg cada 8 horas por vía oral, 5 días'),
      }),
    ],
    concomitants: [also('Paracetamol 500 mg', '500 mg si hay fiebre', 'Oral', 'Fiebre', [406, 403])],
    events: [
      { texto: 'Exantema pruriginoso en tronco y extremidades', term: 'Erupción con manchas y pápulas' },
      { texto: 'Prurito generalizado', term: 'Picazón generalizada', fechaFin: 399 },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Notificación de RAM por amoxicilina',
        messages: [
          [
            401,
            '09:40',
            'in',
            'Buenos días. Adjunto la notificación de una paciente con exantema por amoxicilina. Quedo atenta a cualquier consulta.\n\nDra. Rosa Salcedo',
          ],
          [
            400,
            '11:15',
            'out',
            'Estimada Dra. Salcedo:\n\nGracias por su notificación. Para completar la evaluación necesitamos el número de lote de la amoxicilina y el peso de la paciente. Si conserva la caja, una fotografía del empaque sería suficiente.\n\nUnidad de Farmacovigilancia',
          ],
          [
            399,
            '08:25',
            'in',
            'La paciente trajo la caja a su control: lote MX24117, vence en más de un año. Pesa 61,5 kg. Hoy ya casi no tiene lesiones.',
          ],
          [
            399,
            '10:02',
            'out',
            'Muchas gracias, doctora. Con esos datos completamos el caso. Le avisaremos si la autoridad solicita algo más.',
          ],
        ],
      },
    ],
  },
  {
    key: 'ciprofloxacino-tendon',
    ...REPORTERS.saravia,
    ...patient('GHPT', 'M', 67, { kg: 74, dni: '00001103', birthday: '11-30' }),
    pacienteDiagnosticoPrincipal: 'Prostatitis aguda',
    pacienteCie10: 'N41.0',
    pacienteComorbilidades: 'EPOC en tratamiento con corticoide oral por exacerbación reciente.',
    productoSospechoso: 'Ciprofloxacino 500 mg',
    descripcionEvento:
      'Paciente de 67 años, agricultor, en el noveno día de ciprofloxacino por prostatitis. Al bajar una acequia sintió un chasquido en el talón derecho con dolor súbito y quedó sin poder apoyar la punta del pie. Al examen, hiato palpable y prueba de Thompson positiva. La ecografía confirma rotura completa del tendón de Aquiles. Estaba recibiendo prednisona por su EPOC. Se reparó quirúrgicamente; a los dos meses persiste cojera y no ha vuelto a trabajar el campo.',
    fechaInicioEvento: 355,
    ...serious('hospitalizacion', 'discapacidad'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado con secuelas',
    examenesLaboratorio: 'Ecografía de tendón de Aquiles {354}: rotura completa a 4 cm de la inserción.',
    way: { partner: 352, unit: 350, sent: 349, checked: 345, checkedBy: MARLENE },
    products: [
      suspect(ANTIINFECTIVES.ciprofloxacino, '500 mg cada 12 horas', 'Prostatitis (N41.0)', [364, 355], {
        nroLote: 'QW3321',
        ...NOT_GONE_WHEN_STOPPED,
        ...treated('Reparación quirúrgica del tendón e inmovilización'),
      }),
      suspect(CARDIOMETABOLIC.prednisona, '20 mg cada 24 horas', 'Exacerbación de EPOC (J44.1)', [368, 354], {
        ...NOT_GONE_WHEN_STOPPED,
      }),
    ],
    concomitants: [also('Salbutamol 100 µg/dosis', '2 inhalaciones si hay falta de aire', 'Inhalatoria', 'EPOC')],
    events: [{ texto: 'Rotura del tendón de Aquiles derecho', term: 'Rotura de tendón' }],
  },
  {
    key: 'clindamicina-colitis',
    ...REPORTERS.condori,
    ...patient('ABZ', 'F', 72, { dni: '00001105', birthday: '06-04' }),
    pacienteDiagnosticoPrincipal: 'Absceso dentario',
    pacienteCie10: 'K04.7',
    productoSospechoso: 'Clindamicina 300 mg',
    descripcionEvento:
      'Adulta mayor que una semana después de terminar clindamicina por un absceso dentario comienza con diez a doce deposiciones líquidas al día, dolor abdominal tipo cólico y fiebre de 38,6 °C. Llegó deshidratada a emergencia, con leucocitosis. La prueba de toxina para Clostridioides difficile resultó positiva. Recibió vancomicina oral durante diez días y mejoró a partir del tercero. No tuvo megacolon ni recaída en el mes siguiente.',
    fechaInicioEvento: 140,
    fechaFinEvento: 128,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Leucocitos 19 800/mm³, creatinina 1,6 mg/dL, toxina A/B positiva en heces ({139}).',
    way: { partner: 136, unit: 135, sent: 134, checked: 126, checkedBy: MARLENE },
    products: [
      suspect(ANTIINFECTIVES.clindamicina, '300 mg cada 6 horas', 'Absceso dentario (K04.7)', [154, 147], {
        nroLote: 'CS1190',
        ...NOT_STOPPED,
        ...treated('Vancomicina oral 125 mg cada 6 horas, 10 días; hidratación'),
      }),
    ],
    concomitants: [also('Omeprazol 20 mg', '20 mg cada 24 horas', 'Oral', 'Gastritis')],
    events: [
      { texto: 'Colitis por Clostridioides difficile', term: 'Colitis por toxina bacteriana' },
      { texto: 'Deshidratación', term: 'Deshidratación', fechaFin: 137 },
    ],
  },
  {
    key: 'azitromicina-arritmia',
    ...REPORTERS.espejo,
    ...patient('DLCV', 'F', 76, { kg: 58, dni: '00001108', birthday: '08-21' }),
    pacienteDiagnosticoPrincipal: 'Bronquitis aguda',
    pacienteCie10: 'J20.9',
    pacienteComorbilidades: 'Fibrilación auricular en tratamiento con amiodarona. Hipopotasemia por diurético.',
    productoSospechoso: 'Azitromicina 500 mg',
    descripcionEvento:
      'Paciente de 76 años con fibrilación auricular controlada con amiodarona. Compró azitromicina en la botica por tos con expectoración; al tercer día tuvo dos desmayos en casa. En emergencia, electrocardiograma con QTc de 570 ms y en el monitor salvas de taquicardia polimorfa que revirtieron con sulfato de magnesio y una descarga. Potasio de 2,9 mEq/L. Se suspendieron azitromicina e hidroclorotiazida, se corrigió el potasio y el QTc volvió a 440 ms al quinto día.',
    fechaInicioEvento: 62,
    fechaFinEvento: 57,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Potasio 2,9 mEq/L y magnesio 1,5 mg/dL ({62}). QTc: 570 ms ({62}), 440 ms ({57}).',
    way: { partner: 60, unit: 59, sent: 58 },
    products: [
      suspect(ANTIINFECTIVES.azitromicina, '500 mg cada 24 horas', 'Bronquitis, automedicada', [64, 62], {
        ...GONE_WHEN_STOPPED,
        ...treated('Sulfato de magnesio 2 g IV, desfibrilación, cloruro de potasio'),
      }),
      suspect(CARDIOMETABOLIC.amiodarona, '200 mg cada 24 horas', 'Fibrilación auricular (I48)', [700], {
        nroLote: 'AT-0061',
        ...NOT_STOPPED,
      }),
    ],
    concomitants: [
      also('Hidroclorotiazida 25 mg', '25 mg cada 24 horas', 'Oral', 'Hipertensión arterial', [500, 62]),
      also('Warfarina 5 mg', '2,5 mg cada 24 horas', 'Oral', 'Fibrilación auricular', [700]),
    ],
    events: [
      { texto: 'Taquicardia ventricular polimorfa', term: 'Arritmia ventricular' },
      { texto: 'Prolongación del intervalo QT', term: 'QT largo en el electrocardiograma' },
      { texto: 'Síncope', term: 'Desmayo', fechaFin: 62 },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Seguimiento: azitromicina y arritmia ventricular',
        messages: [
          [
            58,
            '15:30',
            'out',
            'Estimado Dr. Espejo:\n\nRecibimos el reporte de la paciente DLCV. ¿Podría indicarnos la marca y el lote de la azitromicina, y si la paciente había tenido antes un QT prolongado con la amiodarona?\n\nUnidad de Farmacovigilancia',
          ],
          [
            55,
            '19:48',
            'in',
            'La hija botó el blíster, solo recuerda que compró tres pastillas sueltas sin receta. El electrocardiograma de hace seis meses, con amiodarona, tenía QTc de 445 ms. Sigue hospitalizada pero estable.',
          ],
        ],
      },
    ],
  },
];
