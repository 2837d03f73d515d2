import {
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
import { NERVOUS_SYSTEM as N } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

export const NERVOUS_SYSTEM_CASES: CaseDraft[] = [
  {
    key: 'carbamazepina-exantema',
    ...REPORTERS.lozano,
    ...patient('DSC', 'F', 13, { kg: 44, dni: '00001701', birthday: '06-21' }),
    pacienteDiagnosticoPrincipal: 'Epilepsia focal',
    pacienteCie10: 'G40.2',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Carbamazepina 200 mg',
    descripcionEvento:
      'Adolescente con epilepsia focal que al día 15 de carbamazepina presenta fiebre y exantema que comenzó en la cara y bajó al tronco, con labios secos y una sola úlcera en la mejilla. No hubo ampollas ni desprendimiento de piel. Se suspendió de inmediato y se cambió a levetiracetam. El exantema se fue descamando en diez días y no han ocurrido nuevas crisis.',
    fechaInicioEvento: 166,
    fechaFinEvento: 156,
    gravedad: 'Moderada',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { partner: 164, unit: 163, sent: 161, checked: 153, checkedBy: MARLENE },
    products: [
      suspect(N.carbamazepina, '200 mg cada 12 horas', 'Epilepsia (G40.2)', [181, 166], {
        nroLote: 'CB3081',
        ...GONE_WHEN_STOPPED,
        ...treated('Cetirizina 10 mg cada 24 horas, emolientes'),
      }),
    ],
    events: [{ texto: 'Exantema maculopapular febril', term: 'Erupción con manchas y pápulas' }],
  },
  {
    key: 'fenitoina-ataxia',
    ...REPORTERS.lozano,
    ...patient('ABCN', 'M', 36, { kg: 69, dni: '00001702', birthday: '01-05' }),
    pacienteDiagnosticoPrincipal: 'Epilepsia generalizada',
    pacienteCie10: 'G40.3',
    productoSospechoso: 'Fenitoína 100 mg',
    descripcionEvento:
      'Paciente con epilepsia controlada que pasó de tres a cinco cápsulas diarias de fenitoína tras una crisis, por decisión propia. En cuatro días caminaba como ebrio, veía doble y no podía escribir su nombre. Nistagmo en todas las direcciones. El nivel sérico fue 36 µg/mL. Se suspendió dos días y se retomó con tres cápsulas; la marcha se normalizó a la semana.',
    fechaInicioEvento: 298,
    fechaFinEvento: 290,
    gravedad: 'Moderada',
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Fenitoína sérica 36 µg/mL ({297}), 14 µg/mL ({288}).',
    way: { partner: 296, unit: 295, sent: 292, checked: 286, checkedBy: IVAN },
    products: [
      suspect(N.fenitoina, '500 mg al día (indicada: 300 mg al día)', 'Epilepsia (G40.3)', [302, 297], {
        nroLote: 'FQ0660',
        ...GONE_WHEN_REDUCED,
        ...UNTREATED,
      }),
    ],
    events: [
      { texto: 'Ataxia y nistagmo por sobredosis', term: 'Pérdida de equilibrio' },
      { texto: 'Diplopía', term: 'Alteración de la visión', fechaFin: 293 },
    ],
  },
  {
    key: 'valproato-embarazo',
    ...REPORTERS.huaranga,
    ...patient('JMYT', 'F', 27, { kg: 60, dni: '00001703', birthday: '09-18' }),
    pacienteDiagnosticoPrincipal: 'Embarazo de 20 semanas, epilepsia',
    pacienteCie10: 'O99.3',
    pacienteGestacionMesesRaw: '5',
    productoSospechoso: 'Valproato de sodio 500 mg',
    descripcionEvento:
      'Gestante de cinco meses con epilepsia desde la adolescencia, que tomó valproato durante todo el primer trimestre sin ácido fólico. Acude a su primer control prenatal en la semana 19. La ecografía morfológica muestra mielomeningocele lumbosacro con ventriculomegalia leve en el feto. Refiere que nadie le explicó el riesgo al indicarle el medicamento. Se cambió a levetiracetam y se derivó a medicina fetal y apoyo psicológico.',
    fechaInicioEvento: 48,
    ...serious('anomalia_congenita'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'No recuperado',
    examenesLaboratorio: 'Ecografía morfológica {48}: defecto abierto de L4 a S2, ventrículos laterales de 12 mm.',
    codigoInternoLab: 'INT-0244',
    cenafytCodigo: 'CENAFYT-D-00451',
    way: { partner: 46, unit: 45, sent: 44 },
    products: [
      suspect(N.valproato, '500 mg cada 12 horas', 'Epilepsia (G40.9)', [1800, 47], {
        nroLote: 'VW2903',
        ...NOT_STOPPED,
        antecedenteReaccion: 'no_aplica',
        ...treated('Cambio a levetiracetam, derivación a medicina fetal'),
      }),
    ],
    followupEntries: [
      {
        fecha: 30,
        comentarios:
          'Medicina fetal confirma el diagnóstico. La gestante desea continuar el embarazo. Próximo contacto luego del parto.',
      },
    ],
    events: [
      { texto: 'Mielomeningocele fetal', term: 'Defecto del tubo neural' },
      {
        texto: 'Exposición a valproato en el embarazo',
        term: 'Exposición durante el embarazo',
        gravedad: 'No grave',
        desenlace: 'Desconocido',
      },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Exposición a valproato en el embarazo',
        messages: [
          [
            44,
            '10:45',
            'out',
            'Estimada Obst. Huaranga:\n\nRecibimos el caso de la gestante JMYT. ¿Conoce la dosis exacta en el primer trimestre, el lote y la fecha de última regla? ¿Hubo otros medicamentos o consumo de alcohol?\n\nUnidad de Farmacovigilancia',
          ],
          [
            42,
            '13:27',
            'in',
            'Buen día. Tomó 1 gramo diario, una tableta cada 12 horas, lote VW2903 según la caja que trajo. Fecha de última regla dudosa, por ecografía tenía 19 semanas. Niega alcohol y otros fármacos.',
          ],
          [
            30,
            '16:48',
            'in',
            'La vieron en medicina fetal, se confirma. Ella quiere seguir con su embarazo. Les aviso cuando nazca el bebé.',
          ],
          [
            29,
            '08:30',
            'out',
            'Gracias por acompañar el seguimiento, licenciada. Dejamos programado el contacto luego del parto.',
          ],
        ],
      },
    ],
  },
  {
    key: 'clozapina-neutropenia',
    ...REPORTERS.arias,
    ...patient('KJFP', 'M', 29, { kg: 84, dni: '00001704', birthday: '02-19' }),
    pacienteDiagnosticoPrincipal: 'Esquizofrenia resistente',
    pacienteCie10: 'F20.0',
    productoSospechoso: 'Clozapina 100 mg',
    descripcionEvento:
      'En el control semanal número nueve de clozapina se encontraron 1100 neutrófilos, con valores previos sobre 3500. El paciente estaba asintomático y sin fiebre. Se suspendió clozapina ese mismo día y se hicieron hemogramas cada 48 horas. El recuento llegó a 900 y luego subió hasta normalizarse en dos semanas. Su psicosis se descompensó parcialmente y recibe ahora olanzapina.',
    fechaInicioEvento: 93,
    fechaFinEvento: 79,
    ...serious('otra_importante'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Neutrófilos 1100/mm³ ({93}), 900/mm³ ({91}), 2800/mm³ ({79}).',
    way: { partner: 92, unit: 91, sent: 90, checked: 76, checkedBy: MARLENE },
    products: [
      suspect(N.clozapina, '300 mg al día', 'Esquizofrenia (F20.0)', [156, 93], {
        nroLote: 'CZ-0218',
        fechaVencimiento: -330,
        ...GONE_WHEN_STOPPED,
        ...UNTREATED,
      }),
    ],
    events: [{ texto: 'Neutropenia', term: 'Neutrófilos bajos' }],
  },
  {
    key: 'sertralina-insomnio',
    ...REPORTERS.bocanegra,
    ...patient('KBL', 'F', 20),
    pacienteDiagnosticoPrincipal: 'Ansiedad',
    productoSospechoso: 'Sertralina 50 mg',
    descripcionEvento:
      'Empecé sertralina hace una semana y no puedo dormir más de tres horas, estoy muy inquieta de las piernas y me tiembla la mano al escribir. También se me fue el hambre. La tomo en la noche porque pensé que me daría sueño. No he tenido pensamientos de hacerme daño. Mi cita con el psiquiatra es en quince días y no sé si continuar.',
    fechaInicioEvento: 7,
    gravedad: 'Leve',
    eaDesenlace: 'No recuperado',
    segContactarPaciente: true,
    way: { unit: 2 },
    products: [suspect(N.sertralina, '50 mg en la noche', 'Ansiedad', [8], { ...NOT_STOPPED, ...UNTREATED })],
    events: [
      { texto: 'Insomnio', term: 'Falta de sueño' },
      { texto: 'Inquietud de piernas', term: 'Inquietud' },
      { texto: 'Temblor fino', term: 'Temblor' },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Consulta por sertralina',
        messages: [
          [
            2,
            '23:58',
            'in',
            'Hola, llené el formulario de su página. ¿Es normal no poder dormir con la sertralina? Estoy en exámenes y me preocupa.\n\nKiara',
          ],
          [
            1,
            '08:32',
            'out',
            'Hola, Kiara:\n\nGracias por tu reporte. El insomnio y la inquietud pueden aparecer en los primeros días. No la suspendas por tu cuenta: llama hoy a tu establecimiento y pregunta si puedes tomarla en la mañana. Si aparecieran ideas de hacerte daño, busca ayuda de inmediato en la emergencia más cercana o en la línea de salud mental.\n\n¿Nos envías el lote y una foto de la caja?\n\nUnidad de Farmacovigilancia',
          ],
        ],
      },
    ],
  },
  {
    key: 'haloperidol-distonia',
    ...REPORTERS.arias,
    ...patient('BLO', 'M', 17, { kg: 61, birthday: '10-29' }),
    pacienteDiagnosticoPrincipal: 'Episodio psicótico agudo',
    pacienteCie10: 'F23',
    productoSospechoso: 'Haloperidol 5 mg/mL inyectable',
    descripcionEvento:
      'Varón de 17 años que recibió haloperidol intramuscular por agitación. A las diez horas presentó cuello rígido hacia atrás, mandíbula trabada y dificultad para tragar. Respiraba bien y saturaba 97 %. Se aplicó biperideno y revirtió en veinte minutos; quedó con profilaxis oral por tres días. Se eligió un antipsicótico de segunda generación para continuar.',
    fechaInicioEvento: 5,
    fechaFinEvento: 5,
    gravedad: 'Moderada',
    eaDesenlace: 'Recuperado',
    way: { unit: 3 },
    products: [
      suspect(N.haloperidol, '10 mg, dosis única', 'Agitación psicomotriz (F23)', [6, 6], {
        nroLote: 'HT0071',
        ...NOT_STOPPED,
        ...treated('Biperideno 5 mg IM'),
      }),
    ],
    events: [{ texto: 'Distonía aguda cervical y mandibular', term: 'Contracción muscular involuntaria' }],
  },
  {
    key: 'alprazolam-caida',
    ...REPORTERS.saravia,
    ...patient('CNLB', 'F', 69, { kg: 70, dni: '00001504', born: 25_400 }),
    pacienteDiagnosticoPrincipal: 'Insomnio',
    pacienteCie10: 'G47.0',
    pacienteComorbilidades: 'Hipertensión arterial. Antecedente de edema por amlodipino, notificado meses atrás.',
    productoSospechoso: 'Alprazolam 0,5 mg',
    descripcionEvento:
      'Señora conocida del establecimiento que compró alprazolam sin receta porque una vecina se lo recomendó para dormir. A la cuarta noche se levantó al baño, tambaleándose, y cayó sobre la cadera izquierda. La radiografía mostró fractura del cuello del fémur. Fue operada a los tres días y se encuentra en rehabilitación, caminando con andador.',
    fechaInicioEvento: 43,
    ...serious('hospitalizacion', 'discapacidad'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'En recuperación',
    way: { partner: 39, unit: 38, sent: 37 },
    products: [
      suspect(N.alprazolam, '0,5 mg en la noche', 'Insomnio, automedicada', [47, 43], {
        ...GONE_WHEN_STOPPED,
        desaparecioAlSuspender: 'no_aplica',
        ...treated('Artroplastia parcial de cadera'),
      }),
    ],
    concomitants: [
      also('Losartán 50 mg', '50 mg cada 12 horas', 'Oral', 'Hipertensión arterial', [250]),
      also('Amlodipino 5 mg', '5 mg cada 24 horas', 'Oral', 'Hipertensión arterial', [255]),
    ],
    events: [
      { texto: 'Caída nocturna', term: 'Caída' },
      { texto: 'Fractura de cadera izquierda', term: 'Fractura de hueso' },
    ],
  },
];
