import {
  CAME_BACK,
  GONE_WHEN_REDUCED,
  GONE_WHEN_STOPPED,
  IVAN,
  MARLENE,
  NOT_STOPPED,
  UNTREATED,
  also,
  patient,
  serious,
  suspect,
  treated,
} from './patterns.js';
import { ANTIINFECTIVES as A } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

/** Tuberculosis, HIV and tropical disease. */
export const INFECTION_CASES: CaseDraft[] = [
  {
    key: 'antituberculosos-higado',
    ...REPORTERS.mendivil,
    ...patient('JCHA', 'M', 45, { kg: 59, dni: '00001301', birthday: '06-08' }),
    pacienteDiagnosticoPrincipal: 'Tuberculosis pulmonar sensible',
    pacienteCie10: 'A15.0',
    pacienteComorbilidades: 'Consumo de alcohol los fines de semana, suspendido al iniciar el esquema.',
    productoSospechoso: 'Esquema isoniazida + rifampicina + pirazinamida + etambutol',
    descripcionEvento:
      'Varón con tuberculosis pulmonar frotis positivo que recibía esquema sensible supervisado. En la dosis 26 refirió falta de apetito, náuseas y dolor en hipocondrio derecho; tres días después estaba ictérico y con orina oscura. TGP de 612 U/L y bilirrubina total de 5,1 mg/dL, con marcadores de hepatitis A, B y C negativos. Se suspendieron los cuatro medicamentos y se hospitalizó. Con enzimas menores al doble de lo normal se reintrodujeron uno por uno: toleró etambutol, rifampicina e isoniazida, y con pirazinamida la TGP volvió a subir, por lo que se retiró en forma definitiva.',
    fechaInicioEvento: 322,
    fechaFinEvento: 290,
    ...serious('hospitalizacion', 'otra_importante'),
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio:
      'TGP 612 U/L, TGO 488 U/L, bilirrubina total 5,1 mg/dL ({319}); TGP 71 U/L ({300}); TGP 240 U/L tras pirazinamida ({294}); TGP 38 U/L ({285}).',
    codigoInternoLab: 'INT-0131',
    cenafytCodigo: 'CENAFYT-D-00201',
    way: { partner: 317, unit: 316, sent: 315, checked: 283, checkedBy: IVAN },
    products: [
      suspect(A.isoniazida, '300 mg cada 24 horas, lunes a sábado', 'Tuberculosis (A15.0)', [352, 320], {
        nroLote: 'IS-0914',
        ...GONE_WHEN_STOPPED,
        reaparecioReexposicion: 'no',
        ...treated('Suspensión del esquema, hidratación y control de enzimas'),
      }),
      suspect(A.rifampicina, '600 mg cada 24 horas, lunes a sábado', 'Tuberculosis (A15.0)', [352, 320], {
        nroLote: 'RF-2210',
        ...GONE_WHEN_STOPPED,
        reaparecioReexposicion: 'no',
      }),
      suspect(A.pirazinamida, '1500 mg cada 24 horas, lunes a sábado', 'Tuberculosis (A15.0)', [352, 320], {
        nroLote: 'PZ-0377',
        ...CAME_BACK,
        antecedenteReaccion: 'no',
      }),
      suspect(A.etambutol, '1200 mg cada 24 horas, lunes a sábado', 'Tuberculosis (A15.0)', [352, 320], {
        nroLote: 'ET-1108',
        ...GONE_WHEN_STOPPED,
        reaparecioReexposicion: 'no',
      }),
    ],
    concomitants: [also('Piridoxina 50 mg', '50 mg cada 24 horas', 'Oral', 'Prevención de neuropatía', [352])],
    followupEntries: [
      { fecha: 300, comentarios: 'El comité de retratamiento autoriza la reintroducción escalonada.' },
      {
        fecha: 292,
        comentarios: 'Reexposición positiva a pirazinamida. Continúa con isoniazida, rifampicina y etambutol.',
      },
      { fecha: 284, comentarios: 'Enzimas normales. Se cierra el caso con causalidad Definitiva para pirazinamida.' },
    ],
    events: [
      { texto: 'Hepatitis tóxica por antituberculosos', term: 'Hepatitis por medicamento' },
      { texto: 'Ictericia', term: 'Piel y ojos amarillos', fechaInicio: 319, fechaFin: 301 },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Hepatotoxicidad por esquema antituberculoso',
        messages: [
          [
            315,
            '10:12',
            'out',
            'Estimado Dr. Mendívil:\n\nGracias por el reporte. ¿Cuentan con marcadores virales y con los lotes de los cuatro medicamentos? Nos interesa también el resultado de la reintroducción.\n\nUnidad de Farmacovigilancia',
          ],
          [
            312,
            '17:40',
            'in',
            'Marcadores A, B y C negativos. Los lotes los manda hoy la química de la estrategia. Empezaremos a reintroducir cuando la TGP baje de dos veces lo normal.',
          ],
          [
            291,
            '08:15',
            'in',
            'Buenos días. Volvió a subir la TGP a 240 con la segunda dosis de pirazinamida. La retiramos definitivamente, el resto lo tolera.',
          ],
          [
            291,
            '09:02',
            'out',
            'Muchas gracias, doctor. Con la reexposición positiva actualizamos la causalidad a Definitiva.',
          ],
        ],
      },
    ],
  },
  {
    key: 'linezolid-plaquetas',
    ...REPORTERS.mendivil,
    ...patient('SVLR', 'F', 38, { kg: 51, dni: '00001302', birthday: '10-13' }),
    pacienteDiagnosticoPrincipal: 'Tuberculosis multidrogorresistente',
    pacienteCie10: 'A15.0',
    productoSospechoso: 'Linezolid 600 mg',
    descripcionEvento:
      'Paciente en el tercer mes de esquema para tuberculosis multidrogorresistente que incluye linezolid. Acudió por sangrado de encías y moretones en las piernas sin golpe previo. El hemograma mostró 28 000 plaquetas y hemoglobina de 8,3 g/dL. Se suspendió linezolid dos semanas, se transfundieron plaquetas en una ocasión y se reinició a 300 mg diarios, dosis que tolera con controles quincenales.',
    fechaInicioEvento: 76,
    fechaFinEvento: 58,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Plaquetas 28 000/mm³, hemoglobina 8,3 g/dL ({75}); plaquetas 164 000/mm³ ({58}).',
    way: { partner: 73, unit: 72, sent: 71, checked: 55, checkedBy: MARLENE },
    products: [
      suspect(A.linezolid, '600 mg cada 24 horas', 'Tuberculosis multidrogorresistente', [160, 75], {
        nroLote: 'LZ4408',
        ...GONE_WHEN_REDUCED,
        ...treated('Transfusión de plaquetas, reducción de dosis a 300 mg/día'),
      }),
    ],
    concomitants: [
      also('Levofloxacino 750 mg', '750 mg cada 24 horas', 'Oral', 'Tuberculosis', [160]),
      also('Bedaquilina 100 mg', '200 mg tres veces por semana', 'Oral', 'Tuberculosis', [160]),
      also('Clofazimina 100 mg', '100 mg cada 24 horas', 'Oral', 'Tuberculosis', [160]),
    ],
    events: [
      { texto: 'Plaquetopenia con gingivorragia', term: 'Plaquetas bajas' },
      { texto: 'Anemia', term: 'Anemia', desenlace: 'En recuperación', fechaFin: undefined },
    ],
  },
  {
    key: 'efavirenz-suenos',
    ...REPORTERS.galvez,
    ...patient('DAR', 'M', 24, { kg: 63, dni: '00001303' }),
    pacienteDiagnosticoPrincipal: 'Infección por VIH',
    pacienteCie10: 'B24',
    productoSospechoso: 'Efavirenz + lamivudina + tenofovir',
    descripcionEvento:
      'Joven que inició su primer tratamiento antirretroviral hace diez días. Desde la segunda noche tiene sueños muy vívidos, despierta sobresaltado y durante la mañana se siente mareado, «como borracho», por lo que faltó dos días a su trabajo. No refiere ideas de hacerse daño. Tomaba la tableta después de la cena, con comida grasosa; se le indicó tomarla con el estómago vacío al acostarse y mejoró sin suspenderla.',
    fechaInicioEvento: 131,
    fechaFinEvento: 112,
    gravedad: 'Moderada',
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado',
    way: { unit: 122, sent: 120, checked: 110, checkedBy: IVAN },
    products: [
      suspect(A.efavirenz, '1 tableta cada 24 horas', 'Infección por VIH (B24)', [132], {
        nroLote: 'EL-5520',
        ...NOT_STOPPED,
        ...UNTREATED,
      }),
    ],
    events: [
      { texto: 'Sueños vívidos y pesadillas', term: 'Pesadillas' },
      { texto: 'Mareo matutino', term: 'Mareo', fechaFin: 116 },
    ],
    threads: [
      {
        channel: 'sms',
        messages: [
          [
            121,
            '09:10',
            'out',
            'VIGIA: Q.F. Gálvez, por favor confirme si el paciente continúa con efavirenz y cómo evoluciona.',
          ],
          [120, '12:44', 'in', 'Continúa, ahora la toma en ayunas al acostarse. Menos pesadillas.'],
          [111, '18:20', 'in', 'Control de hoy: ya sin mareo ni pesadillas, trabaja normal.'],
        ],
      },
    ],
  },
  {
    key: 'abacavir-hipersensibilidad',
    ...REPORTERS.rengifo,
    ...patient('LMPV', 'F', 33, { kg: 54, birthday: '03-02' }),
    pacienteDiagnosticoPrincipal: 'Infección por VIH',
    pacienteCie10: 'B24',
    productoSospechoso: 'Abacavir + lamivudina',
    descripcionEvento:
      'Al noveno día de cambiar tenofovir por abacavir presentó fiebre de 39 °C, cefalea, vómitos, diarrea y exantema tenue en tronco. Cada toma empeoraba el cuadro y mejoraba antes de la siguiente. Se reconoció reacción de hipersensibilidad y se suspendió abacavir sin opción a reintroducirlo. A las 48 horas estaba afebril. Se solicitó HLA-B*57:01 a Lima y aún no hay resultado.',
    fechaInicioEvento: 21,
    fechaFinEvento: 18,
    ...serious('otra_importante'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { partner: 17, unit: 16, sent: 15 },
    products: [
      suspect(A.abacavir, '1 tableta cada 24 horas', 'Infección por VIH (B24)', [30, 20], {
        nroLote: 'AB-7781',
        fechaVencimiento: -400,
        ...GONE_WHEN_STOPPED,
        ...treated('Paracetamol e hidratación oral'),
      }),
    ],
    concomitants: [also('Dolutegravir 50 mg', '50 mg cada 24 horas', 'Oral', 'Infección por VIH', [30])],
    events: [{ texto: 'Hipersensibilidad a abacavir', term: 'Hipersensibilidad a medicamento' }],
    segAdicionalComentarios: 'Pendiente el resultado de HLA-B*57:01.',
    segAdicionalEstado: 'En curso',
  },
  {
    key: 'estibogluconato-pancreas',
    ...REPORTERS.rengifo,
    ...patient('ECC', 'M', 50, { kg: 64, dni: '00001305', birthday: '08-30' }),
    pacienteDiagnosticoPrincipal: 'Leishmaniasis cutánea',
    pacienteCie10: 'B55.1',
    productoSospechoso: 'Estibogluconato de sodio 100 mg/mL',
    descripcionEvento:
      'Agricultor con úlcera leishmaniásica en antebrazo. En la ampolla número 14 refirió dolor en la boca del estómago que se iba a la espalda, vómitos y dolor de articulaciones. La amilasa estuvo en siete veces el valor normal; la ecografía no mostró cálculos y niega alcohol. Se suspendió el antimonial y se manejó con ayuno y analgésicos durante cuatro días. Completó tratamiento con otra alternativa.',
    fechaInicioEvento: 247,
    fechaFinEvento: 240,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Amilasa 730 U/L ({246}), 92 U/L ({240}). Electrocardiograma: QTc 430 ms.',
    way: { partner: 241, unit: 238, sent: 237, checked: 231, checkedBy: IVAN },
    ltProblemasAdicionales: 'El formato viajó tres días por río hasta la sede del colaborador.',
    products: [
      suspect(A.estibogluconato, '20 mg/kg cada 24 horas', 'Leishmaniasis cutánea (B55.1)', [260, 247], {
        nroLote: 'ES-0066',
        ...GONE_WHEN_STOPPED,
        ...treated('Ayuno, hidratación endovenosa, tramadol 50 mg cada 8 horas'),
      }),
    ],
    events: [
      { texto: 'Pancreatitis aguda', term: 'Inflamación del páncreas' },
      { texto: 'Artralgias', term: 'Dolor de articulaciones', gravedad: 'Leve' },
    ],
  },
];
