import {
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
import { CARDIOMETABOLIC } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

/** Diabetes, gout, thyroid and stomach. */
export const METABOLIC_CASES: CaseDraft[] = [
  {
    key: 'metformina-diarrea',
    ...REPORTERS.valdivia,
    ...patient('PVR', 'M', 47, { kg: 91 }),
    pacienteDiagnosticoPrincipal: 'Diabetes',
    productoSospechoso: 'Metformina 850 mg',
    descripcionEvento:
      'El paciente, taxista, refiere por teléfono que desde que empezó metformina tiene retortijones y debe correr al baño hasta cuatro veces en la mañana, lo que le impide trabajar. La tomaba en ayunas porque así se lo indicó un amigo. Se le orientó a tomarla con las comidas y a consultar con su médico. A la semana llamó para decir que solo le queda algo de gases.',
    fechaInicioEvento: 160,
    fechaFinEvento: 150,
    gravedad: 'Leve',
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado',
    segContactarPaciente: true,
    way: { unit: 157, sent: 155, checked: 147, checkedBy: MARLENE },
    products: [
      suspect(CARDIOMETABOLIC.metformina, '850 mg cada 12 horas', 'Diabetes', [163], {
        nroLote: 'MF9920',
        ...NOT_STOPPED,
        ...UNTREATED,
      }),
    ],
    events: [
      { texto: 'Diarrea', term: 'Diarrea' },
      { texto: 'Dolor abdominal tipo cólico', term: 'Dolor de barriga' },
    ],
    threads: [
      {
        channel: 'sms',
        messages: [
          [
            156,
            '10:00',
            'out',
            'VIGIA: Sr. Valdivia, gracias por su reporte. ¿Cómo sigue? Por favor responda con el lote de la caja.',
          ],
          [155, '21:14', 'in', 'mejor, la tomo con comida. lote MF9920'],
        ],
      },
    ],
  },
  {
    key: 'glibenclamida-hipoglucemia',
    ...REPORTERS.villanueva,
    ...patient('JARQ', 'F', 79, { kg: 52, dni: '00001602', birthday: '08-06' }),
    pacienteDiagnosticoPrincipal: 'Diabetes mellitus tipo 2',
    pacienteCie10: 'E11.9',
    pacienteComorbilidades: 'Deterioro cognitivo leve. Creatinina basal de 1,6 mg/dL.',
    productoSospechoso: 'Glibenclamida 5 mg',
    descripcionEvento:
      'La hija encontró a la paciente sudorosa y sin responder a las seis de la mañana; la noche anterior no había cenado, pero sí tomó sus pastillas. Glucemia capilar de 27 mg/dL en emergencia. Recibió dextrosa al 33 % y quedó con infusión continua porque la glucosa volvió a caer dos veces en 24 horas. Recuperó su estado habitual. Se suspendió glibenclamida y se ajustó la meta de glucosa a su edad.',
    fechaInicioEvento: 68,
    fechaFinEvento: 66,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Glucosa 27 mg/dL ({68}), 41 mg/dL a las 9 horas, 138 mg/dL ({66}). Creatinina 1,9 mg/dL.',
    way: { partner: 66, unit: 65, sent: 64, checked: 59, checkedBy: IVAN },
    products: [
      suspect(CARDIOMETABOLIC.glibenclamida, '5 mg cada 12 horas', 'Diabetes mellitus (E11.9)', [1100, 68], {
        nroLote: 'GT5063',
        ...GONE_WHEN_STOPPED,
        ...treated('Dextrosa 33 % IV en bolo, luego dextrosa 10 % en infusión por 36 horas'),
      }),
    ],
    concomitants: [
      also('Losartán 50 mg', '50 mg cada 24 horas', 'Oral', 'Hipertensión arterial'),
      also('Ranitidina 150 mg', '150 mg en la noche', 'Oral', 'Gastritis'),
    ],
    events: [
      { texto: 'Hipoglucemia severa prolongada', term: 'Azúcar baja en sangre' },
      { texto: 'Pérdida de conciencia', term: 'Pérdida de conciencia', fechaFin: 68 },
    ],
  },
  {
    key: 'insulina-diez-veces',
    ...REPORTERS.tapia,
    ...patient('OBN', 'M', 60, { kg: 68, dni: '00001603', birthday: '03-11' }),
    pacienteDiagnosticoPrincipal: 'Pie diabético infectado',
    pacienteCie10: 'E11.5',
    productoSospechoso: 'Insulina cristalina 100 UI/mL',
    descripcionEvento:
      'Error de medicación. La indicación decía «4 U» escrita a mano y se leyó como 40; se administraron 40 unidades de insulina cristalina subcutánea a las 22:00. A las 23:30 el paciente estaba sudoroso y confundido, con glucemia de 31 mg/dL. Recuperó la conciencia en cinco minutos con dextrosa, y se le vigiló cada hora durante la noche. No quedaron secuelas. El servicio prohibió abreviar «unidades» en las indicaciones.',
    fechaInicioEvento: 133,
    fechaFinEvento: 132,
    ...serious('amenaza_vida'),
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    way: { partner: 132, unit: 132, sent: 131, checked: 127, checkedBy: MARLENE },
    products: [
      suspect(CARDIOMETABOLIC.insulina, '40 UI, dosis única (indicada: 4 UI)', 'Hiperglucemia', [133, 133], {
        nroLote: 'IN-R0452',
        fechaVencimiento: -210,
        ...NOT_STOPPED,
        ...treated('Dextrosa 33 % 60 mL IV, dextrosa 10 % en infusión'),
      }),
    ],
    concomitants: [
      also('Ceftriaxona 1 g', '2 g cada 24 horas', 'Intravenosa', 'Pie diabético', [136, 126]),
      also('Clindamicina 600 mg', '600 mg cada 8 horas', 'Intravenosa', 'Pie diabético', [136, 126]),
    ],
    events: [
      { texto: 'Hipoglucemia por sobredosis de insulina', term: 'Azúcar baja en sangre' },
      { texto: 'Lectura equivocada de la dosis', term: 'Error de administración', gravedad: 'No grave' },
    ],
  },
  {
    key: 'alopurinol-dress',
    ...REPORTERS.bernal,
    ...patient('RFEC', 'M', 58, { kg: 80, dni: '00001604', birthday: '12-27' }),
    pacienteDiagnosticoPrincipal: 'Hiperuricemia asintomática',
    pacienteCie10: 'E79.0',
    productoSospechoso: 'Alopurinol 300 mg',
    descripcionEvento:
      'Paciente al que se indicó alopurinol por un ácido úrico elevado sin gota. A la quinta semana consulta por fiebre, cara hinchada y exantema que cubre más de la mitad del cuerpo, con ganglios palpables en cuello y axilas. Eosinófilos de 3200 y TGP de 540 U/L. Se diagnosticó síndrome DRESS; recibió prednisona 1 mg/kg con descenso en ocho semanas. Presentó una recaída cutánea al bajar de 20 mg y aún está en retiro del corticoide.',
    fechaInicioEvento: 57,
    ...serious('hospitalizacion', 'amenaza_vida'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'En recuperación',
    examenesLaboratorio: 'Eosinófilos 3200/mm³, TGP 540 U/L, creatinina 1,7 mg/dL ({54}); TGP 110 U/L ({36}).',
    codigoInternoLab: 'INT-0239',
    way: { partner: 53, unit: 52, sent: 51 },
    products: [
      suspect(CARDIOMETABOLIC.alopurinol, '300 mg cada 24 horas', 'Hiperuricemia (E79.0)', [92, 56], {
        nroLote: 'AY1133',
        ...GONE_WHEN_STOPPED,
        ...treated('Prednisona 1 mg/kg/día con descenso lento, emolientes'),
      }),
    ],
    concomitants: [also('Hidroclorotiazida 25 mg', '25 mg cada 24 horas', 'Oral', 'Hipertensión arterial', [600, 54])],
    followupEntries: [
      { fecha: 36, comentarios: 'Control por dermatología: mejora hepática, exantema residual. Prednisona en 30 mg.' },
      { fecha: 15, comentarios: 'Recaída leve al bajar a 20 mg. Se prolonga el descenso.' },
    ],
    events: [
      { texto: 'Síndrome DRESS', term: 'Reacción grave con eosinófilos' },
      { texto: 'Hepatitis', term: 'Hepatitis por medicamento' },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Seguimiento: DRESS por alopurinol',
        messages: [
          [
            37,
            '09:18',
            'out',
            'Estimada Dra. Bernal:\n\n¿Podría enviarnos la evolución del paciente RFEC y las pruebas hepáticas de control?\n\nUnidad de Farmacovigilancia',
          ],
          [36, '14:55', 'in', 'Hola, TGP ya en 110, baja bien. Sigue con manchas en espalda. Prednisona en 30 mg.'],
          [16, '09:00', 'out', 'Estimada doctora: ¿completó el retiro del corticoide?'],
          [15, '22:03', 'in', 'No, recayó al llegar a 20 mg, volvió el exantema en brazos. Estimo seis semanas más.'],
        ],
      },
    ],
  },
  {
    key: 'levotiroxina-cambio',
    ...REPORTERS.landauro,
    ...patient('MLS', 'F', 44, { kg: 67 }),
    pacienteDiagnosticoPrincipal: 'Hipotiroidismo',
    pacienteCie10: 'E03.9',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Levotiroxina 100 µg',
    descripcionEvento:
      'Tomo levotiroxina hace ocho años con controles siempre normales. En la farmacia me cambiaron de marca y a los dos meses empecé con cansancio, caída de cabello y subí cuatro kilos. Mi TSH salió en 18 cuando antes estaba en 2. No he cambiado la hora ni la forma de tomarla. Mi endocrinólogo me regresó a la marca anterior y volverá a medir en seis semanas.',
    fechaInicioEvento: 35,
    gravedad: 'Moderada',
    eaCausalidad: 'Posible',
    eaDesenlace: 'En recuperación',
    examenesLaboratorio: 'TSH 2,1 mUI/L ({190}); TSH 18,4 mUI/L ({24}).',
    segContactarPaciente: true,
    way: { unit: 20, sent: 18 },
    products: [
      suspect(CARDIOMETABOLIC.levotiroxina, '100 µg en ayunas', 'Hipotiroidismo (E03.9)', [88, 23], {
        nroLote: 'TÑ-0307',
        fechaVencimiento: -60,
        ...NOT_STOPPED,
        ...UNTREATED,
      }),
    ],
    events: [
      { texto: 'Falta de efecto luego del cambio de marca', term: 'Falta de efecto del medicamento' },
      { texto: 'TSH elevada', term: 'Resultado de tiroides alterado' },
    ],
  },
  {
    key: 'omeprazol-magnesio',
    ...REPORTERS.paredes,
    ...patient('ZPDM', 'F', 64, { kg: 58, dni: '00001606', birthday: '10-10' }),
    pacienteDiagnosticoPrincipal: 'Reflujo gastroesofágico',
    pacienteCie10: 'K21.9',
    productoSospechoso: 'Omeprazol 20 mg',
    descripcionEvento:
      'Mujer que usa omeprazol todos los días desde hace siete años. Consultó por calambres en manos y pantorrillas y hormigueo alrededor de la boca; tuvo además palpitaciones. El magnesio fue 0,7 mg/dL y el calcio 6,9 mg/dL. Se repuso magnesio por vía endovenosa y se cambió el omeprazol por un antiácido a demanda. A la tercera semana el magnesio era normal sin suplemento.',
    fechaInicioEvento: 227,
    fechaFinEvento: 210,
    gravedad: 'Moderada',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Magnesio 0,7 mg/dL, calcio 6,9 mg/dL ({226}); magnesio 1,9 mg/dL ({205}).',
    way: { partner: 222, unit: 220, sent: 217, checked: 203, checkedBy: IVAN },
    products: [
      suspect(CARDIOMETABOLIC.omeprazol, '20 mg cada 24 horas', 'Reflujo (K21.9)', [2500, 226], {
        ...GONE_WHEN_STOPPED,
        ...treated('Sulfato de magnesio IV, gluconato de calcio'),
      }),
    ],
    events: [
      { texto: 'Hipomagnesemia', term: 'Magnesio bajo en sangre' },
      { texto: 'Calambres', term: 'Calambres musculares', fechaFin: 222 },
    ],
  },
];
