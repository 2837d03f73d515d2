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
import { ANALGESICS, ANTIINFECTIVES, NERVOUS_SYSTEM } from './products.js';
import { HOUSEHOLD, ONCOLOGY } from './products-hospital.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

export const PEDIATRIC_CASES: CaseDraft[] = [
  {
    key: 'amoxiclav-nino',
    ...REPORTERS.ormeno,
    ...patient('TOP', 'M', 4, { kg: 16.2, birthday: '05-09' }),
    pacienteDiagnosticoPrincipal: 'Otitis media',
    productoSospechoso: 'Amoxicilina + ácido clavulánico, suspensión',
    descripcionEvento:
      'Llama la abuela del niño. Desde el segundo día del antibiótico para el oído tiene deposiciones sueltas, cinco o seis al día, sin sangre, y se le puso roja la zona del pañal que usa de noche. El niño come y juega normal. En la posta le dijeron que siguiera el jarabe y le diera suero oral. La diarrea se fue dos días después de terminar el frasco.',
    fechaInicioEvento: 214,
    fechaFinEvento: 206,
    gravedad: 'Leve',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    segContactarPaciente: true,
    way: { unit: 205, sent: 203, checked: 199, checkedBy: MARLENE },
    products: [
      suspect(ANTIINFECTIVES.amoxiclav, '5 mL cada 8 horas', 'Infección del oído', [215, 208], {
        nroLote: 'CL-6031',
        ...NOT_STOPPED,
        ...treated('Sales de rehidratación oral'),
      }),
    ],
    events: [
      { texto: 'Diarrea', term: 'Diarrea' },
      { texto: 'Dermatitis del pañal', term: 'Irritación de la piel del pañal' },
    ],
  },
  {
    key: 'paracetamol-gotas-error',
    ...REPORTERS.cardenas,
    ...patient('IVQ', 'F', 0, { kg: 7.1, dni: '00001402', born: 262 }),
    pacienteDiagnosticoPrincipal: 'Fiebre posterior a vacunación',
    pacienteCie10: 'R50.8',
    productoSospechoso: 'Paracetamol 100 mg/mL, gotas',
    descripcionEvento:
      'Error de medicación. A la lactante se le indicó paracetamol «siete» cada seis horas; la madre entendió 7 mililitros en lugar de 0,7 mL y administró dos dosis con la jeringa de otro jarabe. Ingresó somnolienta y con vómitos ocho horas después de la primera toma. El paracetamol sérico estaba sobre la línea de toxicidad, por lo que recibió N-acetilcisteína endovenosa durante 21 horas. Las transaminasas subieron levemente y se normalizaron. Se entregó a la madre una jeringa marcada y la receta en mililitros.',
    fechaInicioEvento: 98,
    fechaFinEvento: 94,
    ...serious('hospitalizacion', 'amenaza_vida'),
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Paracetamol sérico 212 µg/mL a las 8 horas ({98}). TGP 96 U/L ({96}), 40 U/L ({92}).',
    codigoInternoLab: 'INT-0214',
    way: { partner: 97, unit: 97, sent: 96, checked: 90, checkedBy: IVAN },
    comentariosAdicionales:
      'Se propone añadir una jeringa dosificadora al empaque y la dosis en mililitros en el rotulado.',
    products: [
      suspect(ANALGESICS.paracetamolGotas, '7 mL cada 6 horas (dosis indicada: 0,7 mL)', 'Fiebre', [98, 98], {
        nroLote: 'PM3390',
        fechaVencimiento: -240,
        ...GONE_WHEN_STOPPED,
        ...treated('N-acetilcisteína endovenosa, esquema de 21 horas'),
      }),
    ],
    followupEntries: [
      {
        fecha: 91,
        comentarios: 'Alta sin secuelas. Se informa al área de calidad sobre el riesgo de confusión de la dosis.',
      },
    ],
    events: [
      { texto: 'Sobredosis accidental de paracetamol', term: 'Dosis mayor que la indicada' },
      { texto: 'Indicación de dosis sin unidad', term: 'Error de prescripción', gravedad: 'No grave' },
      { texto: 'Vómitos', term: 'Vómitos', fechaFin: 97, gravedad: 'No grave' },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Error de dosis con paracetamol en gotas',
        messages: [
          [
            97,
            '08:05',
            'in',
            'Buenos días. Les adelanto un caso que ingresó anoche: lactante con diez veces la dosis de paracetamol en gotas. Ya está con acetilcisteína. El formato lo envío en la tarde.',
          ],
          [
            97,
            '08:50',
            'out',
            'Gracias por la alerta, Dr. Cárdenas. ¿Podría conservar el frasco y la receta, y decirnos qué dispositivo usó la madre para medir la dosis?',
          ],
          [
            96,
            '13:30',
            'in',
            'Tengo ambos. Usó una jeringa de 10 mL que vino con un antibiótico; el gotero se había roto. La receta dice solo «7 c/6 h».',
          ],
          [
            96,
            '14:10',
            'out',
            'Muy útil, doctor. Lo registramos como error de prescripción y de dispositivo. Calidad se comunicará con usted para recoger el frasco.',
          ],
          [91, '10:00', 'in', 'De alta hoy, enzimas bajando, come bien.'],
        ],
      },
    ],
  },
  {
    key: 'ibuprofeno-varicela',
    ...REPORTERS.cardenas,
    ...patient('BGR', 'M', 6, { kg: 21, dni: '00001403', birthday: '12-01' }),
    pacienteDiagnosticoPrincipal: 'Varicela',
    pacienteCie10: 'B01.9',
    productoSospechoso: 'Ibuprofeno 100 mg/5 mL, suspensión',
    descripcionEvento:
      'Niño con varicela de cuatro días, tratado en casa con ibuprofeno por la fiebre. Una vesícula del muslo se volvió violácea, muy dolorosa y en doce horas la zona roja duplicó su tamaño. En sala de operaciones se encontró fascitis necrosante; creció estreptococo del grupo A. Recibió penicilina y clindamicina, tres limpiezas quirúrgicas y un injerto. Está vivo y camina, con una cicatriz extensa.',
    fechaInicioEvento: 285,
    ...serious('amenaza_vida', 'hospitalizacion', 'discapacidad'),
    eaCausalidad: 'Condicional',
    eaDesenlace: 'Recuperado con secuelas',
    examenesLaboratorio: 'PCR 248 mg/L, leucocitos 24 100/mm³ ({284}). Cultivo de tejido: Streptococcus pyogenes.',
    way: { partner: 281, unit: 280, sent: 279, checked: 270, checkedBy: MARLENE },
    revisionSenales:
      'La asociación entre ibuprofeno y complicación de la varicela está descrita; no se puede separar de la propia infección.',
    products: [
      suspect(ANALGESICS.ibuprofenoSuspension, '10 mL cada 8 horas', 'Fiebre por varicela', [289, 285], {
        ...NOT_STOPPED,
        ...treated('Penicilina sódica y clindamicina IV, desbridamiento, injerto de piel'),
      }),
    ],
    events: [{ texto: 'Fascitis necrosante del muslo izquierdo', term: 'Infección grave de tejidos blandos' }],
  },
  {
    key: 'metoclopramida-distonia',
    ...REPORTERS.tapia,
    ...patient('AKSM', 'F', 11, { kg: 35, dni: '00001404', birthday: '02-05' }),
    pacienteDiagnosticoPrincipal: 'Gastroenteritis aguda',
    pacienteCie10: 'A09',
    productoSospechoso: 'Metoclopramida 10 mg inyectable',
    descripcionEvento:
      'Escolar atendida por vómitos a la que se aplicó una ampolla entera de metoclopramida. Cuatro horas después regresó con la cabeza torcida hacia la izquierda, los ojos fijos hacia arriba y la lengua afuera, consciente y muy asustada. La madre pensaba que era una convulsión. Cedió por completo a los quince minutos de difenhidramina endovenosa. Quedó anotado en su carné que no debe recibirla otra vez.',
    fechaInicioEvento: 52,
    fechaFinEvento: 52,
    gravedad: 'Moderada',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { partner: 51, unit: 50, sent: 48, checked: 46, checkedBy: IVAN },
    products: [
      suspect(NERVOUS_SYSTEM.metoclopramida, '10 mg, dosis única', 'Vómitos (A09)', [52, 52], {
        nroLote: 'MT2218',
        ...NOT_STOPPED,
        ...treated('Difenhidramina 25 mg IV'),
      }),
    ],
    concomitants: [also('Sales de rehidratación oral', '100 mL luego de cada deposición', 'Oral', 'Diarrea', [52, 50])],
    events: [{ texto: 'Distonía aguda con crisis oculógira', term: 'Contracción muscular involuntaria' }],
  },
  {
    key: 'hierro-ingesta',
    ...REPORTERS.ccori,
    ...patient('RYC', 'M', 2, { kg: 12.4, birthday: '09-09' }),
    pacienteDiagnosticoPrincipal: 'Anemia del niño',
    pacienteCie10: 'D50.9',
    productoSospechoso: 'Sulfato ferroso, gotas',
    descripcionEvento:
      'El niño tomó del frasco de gotas de hierro que su hermana menor recibe en el programa de anemia; la madre calcula que faltaba la mitad. Vomitó tres veces, la última con estrías de sangre, y tuvo una deposición oscura. Fue referido al hospital, donde el hierro sérico a las cinco horas resultó en rango de toxicidad leve y no requirió quelante. Observado 24 horas sin complicaciones. El frasco no tenía tapa de seguridad.',
    fechaInicioEvento: 33,
    fechaFinEvento: 32,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Hierro sérico 310 µg/dL a las 5 horas ({33}). Radiografía de abdomen sin restos opacos.',
    way: { partner: 31, unit: 29, sent: 28 },
    products: [
      suspect(
        HOUSEHOLD.sulfatoFerroso,
        'Ingesta accidental de unos 15 mL',
        'Ninguno (frasco de la hermana)',
        [33, 33],
        { nroLote: 'FW-1215', ...NOT_STOPPED, ...treated('Hidratación y observación de 24 horas') },
      ),
    ],
    events: [
      { texto: 'Ingesta accidental de sulfato ferroso', term: 'Ingesta accidental' },
      { texto: 'Vómitos con estrías de sangre', term: 'Vómito con sangre' },
    ],
    threads: [
      {
        channel: 'whatsapp',
        messages: [
          [
            29,
            '10:30',
            'out',
            'Licenciada Ccori, buenos días, le escribe la unidad de farmacovigilancia. ¿Nos puede enviar el lote del frasco de hierro y decirnos si tenía tapa a prueba de niños?',
          ],
          [29, '15:12', 'in', 'buenas tardes, lote FW-1215. la tapa es rosca comun nomas, se abre facil'],
          [28, '09:05', 'out', 'Gracias. ¿El niño volvió a su control luego del alta?'],
          [
            26,
            '11:48',
            'in',
            'si, vino ayer con su mama, esta bien, come y juega. le hemos hecho consejeria para que guarde las gotas en alto',
          ],
        ],
      },
    ],
  },
  {
    key: 'cetirizina-somnolencia',
    ...REPORTERS.puicon,
    ...patient('GEP', 'F', 3, { kg: 14 }),
    pacienteDiagnosticoPrincipal: 'Rinitis alérgica',
    productoSospechoso: 'Cetirizina, gotas',
    descripcionEvento:
      'La madre, docente, cuenta que con las gotas para la alergia la niña se quedó dormida en el nido a media mañana tres días seguidos y costaba despertarla para el almuerzo. Le daba la dosis al desayuno. El pediatra la pasó a la noche y bajó la cantidad a la mitad, y desde entonces está despierta todo el día. No tuvo fiebre ni otro malestar.',
    fechaInicioEvento: 9,
    fechaFinEvento: 6,
    gravedad: 'Leve',
    eaDesenlace: 'Recuperado',
    way: { unit: 4 },
    products: [
      suspect(HOUSEHOLD.cetirizina, '10 gotas en la mañana', 'Alergia', [9], {
        registroSanitario: undefined,
        ...NOT_STOPPED,
        desaparecioAlDisminuirDosis: 'si',
        ...UNTREATED,
      }),
    ],
    events: [{ texto: 'Somnolencia', term: 'Sueño excesivo' }],
  },
  {
    key: 'vincristina-neuropatia',
    ...REPORTERS.zegarra,
    ...patient('FPH', 'M', 8, { kg: 26, dni: '00001407', birthday: '04-25' }),
    pacienteDiagnosticoPrincipal: 'Leucemia linfoblástica aguda',
    pacienteCie10: 'C91.0',
    productoSospechoso: 'Vincristina 1 mg/mL',
    descripcionEvento:
      'Niño en inducción por leucemia. Después de la tercera dosis semanal de vincristina empezó a tropezar, arrastra la punta de los pies y ya no puede abotonarse la camisa; además lleva cinco días sin deponer y le duele la mandíbula. Reflejos aquilianos ausentes. Recibía itraconazol como profilaxis, que se cambió por otro antifúngico. Se redujo la cuarta dosis y se inició terapia física; recupera fuerza lentamente.',
    fechaInicioEvento: 104,
    ...serious('otra_importante', 'discapacidad'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'En recuperación',
    way: { partner: 101, unit: 99, sent: 98 },
    products: [
      suspect(ONCOLOGY.vincristina, '1,5 mg/m² una vez por semana', 'Leucemia linfoblástica (C91.0)', [120, 106], {
        nroLote: 'VC-0190',
        ...GONE_WHEN_STOPPED,
        desaparecioAlSuspender: 'no_aplica',
        desaparecioAlDisminuirDosis: 'si',
        ...treated('Terapia física, lactulosa'),
      }),
    ],
    concomitants: [
      also('Itraconazol solución oral', '5 mg/kg cada 24 horas', 'Oral', 'Profilaxis antifúngica', [118, 103]),
      also('Prednisona 20 mg', '60 mg/m² cada 24 horas', 'Oral', 'Inducción de leucemia', [120]),
      also('L-asparaginasa', '6000 UI/m² tres veces por semana', 'Intramuscular', 'Inducción de leucemia', [117]),
    ],
    events: [
      { texto: 'Neuropatía periférica motora con pie caído', term: 'Daño de los nervios periféricos' },
      { texto: 'Estreñimiento', term: 'Estreñimiento', gravedad: 'No grave', fechaFin: 97, desenlace: 'Recuperado' },
    ],
  },
];
