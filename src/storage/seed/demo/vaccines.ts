import { IVAN, MARLENE, NOT_STOPPED, UNTREATED, also, patient, serious, suspect, treated } from './patterns.js';
import { VACCINES as V } from './products-hospital.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

/** The two girls who fainted share session, lot and event, and are two cases: nothing here repeats another. */
export const VACCINE_CASES: CaseDraft[] = [
  {
    key: 'pentavalente-hipotonia',
    ...REPORTERS.ccori,
    ...patient('LXQM', 'F', 0, { kg: 6.3, dni: '00001801', born: 253 }),
    pacienteDiagnosticoPrincipal: 'Lactante sana, control de crecimiento',
    productoSospechoso: 'Vacuna pentavalente',
    descripcionEvento:
      'Lactante de cuatro meses que cinco horas después de la segunda dosis de pentavalente se puso pálida, «como trapo», sin llorar ni responder a su madre durante unos diez minutos. No hubo fiebre ni movimientos de convulsión. Al llegar al centro de salud estaba despierta, con buen tono y glucosa de 92 mg/dL. Permaneció una noche en observación en el hospital de referencia y salió sana. Se completará el esquema con componente acelular.',
    fechaInicioEvento: 128,
    fechaFinEvento: 128,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    cenafytCodigo: 'CENAFYT-D-00377',
    way: { partner: 127, unit: 127, sent: 126, checked: 120, checkedBy: IVAN },
    products: [
      suspect(V.pentavalente, '0,5 mL, segunda dosis', 'Inmunización (Z27.8)', [128, 128], {
        nroLote: 'PV23-118',
        fechaVencimiento: -305,
        ...NOT_STOPPED,
        ...UNTREATED,
      }),
    ],
    concomitants: [
      also('Vacuna contra el rotavirus', '1,5 mL, segunda dosis', 'Oral', 'Inmunización', [128, 128]),
      also('Vacuna neumocócica conjugada', '0,5 mL, segunda dosis', 'Intramuscular', 'Inmunización', [128, 128]),
    ],
    events: [{ texto: 'Episodio de hipotonía e hiporreactividad', term: 'Bebé decaído y sin respuesta' }],
  },
  {
    key: 'vph-sincope-1',
    ...REPORTERS.ccori,
    ...patient('ASQP', 'F', 11, { kg: 37, dni: '00001802', birthday: '04-02' }),
    pacienteDiagnosticoPrincipal: 'Escolar sana',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Vacuna contra el VPH',
    descripcionEvento:
      'Campaña escolar de vacunación. La niña se desmayó de pie, dos minutos después de la vacuna, y se golpeó la ceja contra una carpeta. Recuperó el conocimiento en menos de un minuto, pálida y con sudor frío; presión de 90/50 mmHg. No había desayunado. La herida requirió dos puntos y volvió a su aula por la tarde.',
    fechaInicioEvento: 85,
    fechaFinEvento: 85,
    gravedad: 'Moderada',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { partner: 84, unit: 82, sent: 80, checked: 77, checkedBy: MARLENE },
    products: [
      suspect(V.vph, '0,5 mL, dosis única', 'Inmunización (Z25.8)', [85, 85], {
        nroLote: 'HP4-0921',
        fechaVencimiento: -480,
        ...NOT_STOPPED,
        ...treated('Reposo con piernas elevadas, sutura de ceja'),
      }),
    ],
    events: [
      { texto: 'Síncope vasovagal', term: 'Desmayo' },
      { texto: 'Herida contusa en ceja derecha', term: 'Herida' },
    ],
  },
  {
    key: 'vph-sincope-2',
    ...REPORTERS.ccori,
    ...patient('NBHT', 'F', 12, { kg: 41, dni: '00001803', birthday: '08-14' }),
    pacienteDiagnosticoPrincipal: 'Escolar sana',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Vacuna contra el VPH',
    descripcionEvento:
      'Durante la misma jornada escolar otra alumna, que esperaba sentada y vio desmayarse a su compañera, sintió náuseas y perdió el conocimiento unos veinte segundos luego de recibir la vacuna. No cayó ni se golpeó. Se la recostó y en cinco minutos conversaba con normalidad. Desde entonces se vacuna en un ambiente aparte y se observa a las niñas sentadas quince minutos.',
    fechaInicioEvento: 85,
    fechaFinEvento: 85,
    gravedad: 'Leve',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { partner: 84, unit: 82, sent: 80, checked: 77, checkedBy: MARLENE },
    products: [
      suspect(V.vph, '0,5 mL, dosis única', 'Inmunización (Z25.8)', [85, 85], {
        nroLote: 'HP4-0921',
        fechaVencimiento: -480,
        ...NOT_STOPPED,
        ...treated('Reposo con piernas elevadas'),
      }),
    ],
    events: [{ texto: 'Síncope vasovagal', term: 'Desmayo' }],
  },
  {
    key: 'influenza-local',
    ...REPORTERS.landauro,
    ...patient('MLS', 'F', 44),
    pacienteDiagnosticoPrincipal: 'Ninguno',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Vacuna contra la influenza',
    descripcionEvento:
      'Me vacunaron contra la influenza en mi centro de trabajo y en la noche el brazo izquierdo se puso rojo, caliente y duro, como del tamaño de la palma de mi mano. Tuve 38 de fiebre y dolor de cuerpo un día. Con paños fríos y paracetamol se me pasó al tercer día. No me dieron carné con el lote.',
    fechaInicioEvento: 188,
    fechaFinEvento: 185,
    gravedad: 'Leve',
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    way: { unit: 186, sent: 183, checked: 179, checkedBy: IVAN },
    products: [
      suspect(V.influenza, '0,5 mL, dosis única', 'Inmunización', [188, 188], {
        laboratorioPais: undefined,
        registroSanitario: undefined,
        ...NOT_STOPPED,
        ...treated('Paracetamol 500 mg cada 8 horas'),
      }),
    ],
    events: [
      { texto: 'Eritema e induración en el brazo', term: 'Reacción en el sitio de inyección' },
      { texto: 'Fiebre', term: 'Fiebre', fechaFin: 187 },
    ],
  },
  {
    key: 'bcg-ganglio',
    ...REPORTERS.cardenas,
    ...patient('TNRV', 'M', 0, { kg: 5.9, dni: '00001805', born: 200 }),
    pacienteDiagnosticoPrincipal: 'Lactante sano',
    productoSospechoso: 'Vacuna BCG',
    descripcionEvento:
      'A las diez semanas de la BCG aplicada al nacer, los padres notan un bulto en la axila derecha que ha crecido hasta 2,5 cm y desde ayer está rojo y blando. El lactante no tiene fiebre y gana peso. La punción obtuvo pus espeso con bacilos ácido-alcohol resistentes. Manejo con punción y controles, sin antituberculosos; la lesión cerró a los dos meses.',
    fechaInicioEvento: 130,
    fechaFinEvento: 66,
    gravedad: 'Moderada',
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    way: { partner: 126, unit: 124, sent: 122, checked: 63, checkedBy: MARLENE },
    products: [
      suspect(V.bcg, '0,1 mL, dosis única', 'Inmunización (Z23.2)', [199, 199], {
        nroLote: 'BC-7710',
        ...NOT_STOPPED,
        ...treated('Punción y drenaje'),
      }),
    ],
    events: [{ texto: 'Linfadenitis supurada axilar por BCG', term: 'Ganglio inflamado' }],
  },
  {
    key: 'fiebre-amarilla-jeringa',
    ...REPORTERS.shapiama,
    ...patient('DPA', 'M', 28),
    pacienteDiagnosticoPrincipal: 'Sano, viajero',
    productoSospechoso: 'Vacuna antiamarílica',
    descripcionEvento:
      'Error programático. Se reconstituyó la vacuna antiamarílica con agua destilada de otra caja porque se acabó el diluyente, y se aplicó a un joven que viajaba al río. Él no ha tenido ninguna molestia hasta el séptimo día. Se le llamó, se le explicó lo ocurrido y se le aplicará de nuevo la vacuna según indique la red. Se separó el lote de agua destilada del cuarto de vacunas.',
    fechaInicioEvento: 24,
    gravedad: 'No grave',
    eaDesenlace: 'Desconocido',
    way: { unit: 17, sent: 15 },
    products: [
      suspect(V.fiebreAmarilla, '0,5 mL, dosis única', 'Inmunización (Z24.3)', [24, 24], {
        nroLote: 'FA-2215',
        ...NOT_STOPPED,
        ...UNTREATED,
      }),
    ],
    events: [
      { texto: 'Vacuna reconstituida con diluyente equivocado', term: 'Error de preparación', desenlace: undefined },
    ],
    threads: [
      {
        channel: 'whatsapp',
        messages: [
          [
            16,
            '08:15',
            'out',
            'Buenos días, técnica Shapiama. ¿Aplicaron la vacuna con ese diluyente a otras personas el mismo día?',
          ],
          [
            16,
            '20:40',
            'in',
            'buenas noches recien tengo señal. solo a el, las otras dosis fueron con su propio diluyente',
          ],
          [
            15,
            '08:10',
            'out',
            'Gracias. Por favor no descarten el agua destilada hasta que la red la recoja. ¿Sabe cuándo lo citarán para la nueva dosis?',
          ],
          [13, '19:55', 'in', 'la red dice el proximo mes. le he avisado a su mama porque el esta de viaje'],
        ],
      },
    ],
  },
  {
    key: 'spr-convulsion-febril',
    ...REPORTERS.mori,
    ...patient('JTM', 'M', 1, { kg: 10.1, born: 470 }),
    pacienteDiagnosticoPrincipal: 'Niño sano',
    productoSospechoso: 'Vacuna SPR',
    descripcionEvento:
      'La madre cuenta que ocho días después de la vacuna del año su hijo amaneció con fiebre de 39,5 y, mientras lo cambiaba, se puso duro, torció los ojos y sacudió brazos y piernas como dos minutos. Lo llevó en mototaxi al hospital, donde ya estaba despierto. Le bajaron la fiebre y lo dejaron en observación hasta el día siguiente. No ha vuelto a convulsionar y la doctora le dijo que puede seguir con sus vacunas.',
    fechaInicioEvento: 91,
    fechaFinEvento: 90,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado',
    segContactarPaciente: true,
    way: { unit: 86, sent: 85, checked: 74, checkedBy: IVAN },
    products: [
      suspect(V.spr, '0,5 mL, primera dosis', 'Inmunización', [99, 99], {
        nroLote: 'SP-3018',
        ...NOT_STOPPED,
        ...treated('Antipirético y observación'),
      }),
    ],
    events: [
      { texto: 'Convulsión febril simple', term: 'Convulsión' },
      { texto: 'Fiebre', term: 'Fiebre', gravedad: 'No grave' },
    ],
    threads: [
      {
        channel: 'sms',
        messages: [
          [
            84,
            '09:30',
            'out',
            'VIGIA: Sra. Mori, ¿cómo está su niño? Necesitamos el lote de la vacuna, figura en su carné.',
          ],
          [83, '13:05', 'in', 'esta bien gracias a dios. dice SP-3018'],
          [83, '13:40', 'out', 'Muchas gracias. ¿Algún familiar ha tenido convulsiones con fiebre?'],
          [83, '14:22', 'in', 'su papa de chiquito'],
        ],
      },
    ],
  },
  {
    key: 'covid-miocarditis',
    ...REPORTERS.espejo,
    ...patient('ERTG', 'M', 19, { kg: 70, dni: '00001808', birthday: '05-30' }),
    pacienteDiagnosticoPrincipal: 'Sano',
    productoSospechoso: 'Vacuna ARNm contra la COVID-19',
    descripcionEvento:
      'Joven deportista que al tercer día de la dosis de refuerzo presentó dolor opresivo de pecho que aumentaba al echarse. Troponina I de 6,4 ng/mL y elevación difusa del ST; coronarias normales. La resonancia mostró realce subepicárdico en la pared lateral. Se trató con ibuprofeno y colchicina, con reposo deportivo de tres meses. Función ventricular conservada en todo momento.',
    fechaInicioEvento: 344,
    fechaFinEvento: 338,
    ...serious('hospitalizacion', 'otra_importante'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Troponina I 6,4 ng/mL ({344}), 0,02 ng/mL ({337}). Panel viral negativo.',
    cenafytCodigo: 'CENAFYT-D-00186',
    way: { partner: 341, unit: 340, sent: 339, checked: 330, checkedBy: IVAN },
    products: [
      suspect(V.covid, '0,3 mL, dosis de refuerzo', 'Inmunización (Z25.8)', [347, 347], {
        nroLote: 'NC-5561',
        ...NOT_STOPPED,
        ...treated('Ibuprofeno 600 mg cada 8 horas, colchicina 0,5 mg cada 12 horas'),
      }),
    ],
    events: [{ texto: 'Miocarditis', term: 'Inflamación del corazón' }],
  },
];
