import { GONE_WHEN_STOPPED, IVAN, MARLENE, NOT_STOPPED, also, patient, serious, suspect, treated } from './patterns.js';
import { ANTIINFECTIVES, CARDIOMETABOLIC } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

export const CARDIOVASCULAR_CASES: CaseDraft[] = [
  {
    key: 'warfarina-muerte',
    ...REPORTERS.espejo,
    ...patient('HSZV', 'M', 81, { kg: 60, dni: '00001503', birthday: '09-25' }),
    pacienteDiagnosticoPrincipal: 'Fibrilación auricular',
    pacienteCie10: 'I48',
    pacienteComorbilidades: 'Hipertensión arterial. Infección urinaria reciente.',
    productoSospechoso: 'Warfarina 5 mg',
    descripcionEvento:
      'Paciente de 81 años con warfarina y controles estables. Por infección urinaria recibió sulfametoxazol con trimetoprima en un consultorio externo, sin ajuste de la dosis ni control de INR. Al quinto día presentó cefalea súbita, vómito y hemiplejía derecha. Tomografía con hematoma intracerebral izquierdo de 70 mL e inundación ventricular; INR de 9,2. Recibió vitamina K y plasma fresco, sin opción quirúrgica. Falleció 30 horas después del ingreso. No se hizo necropsia.',
    fechaInicioEvento: 119,
    fechaFinEvento: 118,
    ...serious('muerte', 'hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Muerte',
    eaFechaMuerte: 118,
    examenesLaboratorio:
      'INR 2,4 ({140}); INR 9,2 ({119}). Tomografía cerebral: hematoma de 70 mL con desvío de línea media.',
    codigoInternoLab: 'INT-0203',
    cenafytCodigo: 'CENAFYT-D-00398',
    way: { partner: 117, unit: 117, sent: 116, checked: 108, checkedBy: IVAN },
    revisionSenales: 'Interacción conocida. Se difunde un recordatorio a los consultorios externos.',
    products: [
      suspect(CARDIOMETABOLIC.warfarina, '5 mg cada 24 horas', 'Fibrilación auricular (I48)', [1460, 119], {
        nroLote: 'WQ1042',
        fechaVencimiento: -90,
        ...NOT_STOPPED,
        desaparecioAlSuspender: 'no',
        ...treated('Vitamina K 10 mg IV, plasma fresco congelado 4 unidades'),
      }),
      suspect(ANTIINFECTIVES.cotrimoxazol, '1 tableta cada 12 horas', 'Infección urinaria (N39.0)', [124, 119], {
        ...NOT_STOPPED,
        desaparecioAlSuspender: 'no',
      }),
    ],
    concomitants: [also('Amlodipino 5 mg', '5 mg cada 24 horas', 'Oral', 'Hipertensión arterial')],
    followupEntries: [
      { fecha: 115, comentarios: 'Se solicita al hospital el registro de controles de INR de los últimos seis meses.' },
      { fecha: 110, comentarios: 'Se reciben los controles: INR entre 2,1 y 2,8 hasta el inicio del antibiótico.' },
    ],
    events: [
      { texto: 'Hemorragia intracerebral', term: 'Sangrado cerebral' },
      { texto: 'INR prolongado por interacción', term: 'Coagulación demasiado lenta', desenlace: 'Desconocido' },
    ],
    threads: [
      {
        channel: 'email',
        subject: 'Caso fatal con warfarina: información adicional',
        messages: [
          [
            116,
            '09:00',
            'out',
            'Estimado Dr. Espejo:\n\nLamentamos el desenlace del paciente HSZV. Al ser un caso fatal, la autoridad nos pide los INR previos, la fecha exacta de inicio del antibiótico y el certificado de defunción o el resumen de historia.\n\nUnidad de Farmacovigilancia',
          ],
          [
            114,
            '20:11',
            'in',
            'Buenas noches. El antibiótico lo empezó el {124}, según la receta que trajo la familia. La epicrisis la solicito mañana a estadística.',
          ],
          [111, '12:35', 'in', 'Ya tengo los INR: todos entre 2,1 y 2,8. Último control el {140}. No hubo necropsia.'],
          [111, '15:20', 'out', 'Gracias, doctor. Enviamos hoy el seguimiento a la autoridad.'],
        ],
      },
    ],
  },
  {
    key: 'digoxina-intoxicacion',
    ...REPORTERS.espejo,
    ...patient('MRCT', 'F', 84, { kg: 45, dni: '00001505', birthday: '06-16' }),
    pacienteDiagnosticoPrincipal: 'Insuficiencia cardíaca con fibrilación auricular',
    pacienteCie10: 'I50.9',
    productoSospechoso: 'Digoxina 0,25 mg',
    descripcionEvento:
      'Anciana de 45 kg con digoxina diaria desde hace dos años; hace un mes se le agregó amiodarona. Los familiares notaron que dejó de comer, vomitaba y veía «todo amarillo». Pulso de 38 por minuto con bloqueo auriculoventricular. Digoxinemia de 4,1 ng/mL. Se suspendió digoxina y estuvo cuatro días monitorizada; el ritmo se recuperó sin marcapasos.',
    fechaInicioEvento: 206,
    fechaFinEvento: 200,
    ...serious('hospitalizacion', 'amenaza_vida'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Digoxinemia 4,1 ng/mL, potasio 5,3 mEq/L, creatinina 1,5 mg/dL ({204}).',
    way: { partner: 203, unit: 202, sent: 201, checked: 195, checkedBy: MARLENE },
    products: [
      suspect(CARDIOMETABOLIC.digoxina, '0,25 mg cada 24 horas', 'Fibrilación auricular (I48)', [730, 204], {
        nroLote: 'DS0290',
        ...GONE_WHEN_STOPPED,
        ...treated('Monitoreo, atropina 0,5 mg IV'),
      }),
      suspect(CARDIOMETABOLIC.amiodarona, '200 mg cada 24 horas', 'Fibrilación auricular (I48)', [236], {
        nroLote: 'AT-0075',
        ...NOT_STOPPED,
      }),
    ],
    concomitants: [also('Furosemida 40 mg', '40 mg cada 24 horas', 'Oral', 'Insuficiencia cardíaca')],
    events: [
      { texto: 'Intoxicación digitálica', term: 'Exceso de medicamento en sangre' },
      { texto: 'Visión amarilla', term: 'Alteración de la visión', gravedad: 'No grave' },
    ],
  },
  {
    key: 'atorvastatina-gemfibrozilo-musculo',
    ...REPORTERS.paredes,
    ...patient('VAOG', 'M', 55, { kg: 88, dni: '00001506', birthday: '05-03' }),
    pacienteDiagnosticoPrincipal: 'Dislipidemia mixta',
    pacienteCie10: 'E78.2',
    productoSospechoso: 'Atorvastatina 40 mg',
    descripcionEvento:
      'Varón diabético que tomaba atorvastatina y al que se añadió gemfibrozilo por triglicéridos altos. A las cinco semanas presentó dolor de muslos, debilidad para subir escaleras y orina color de gaseosa negra. CPK de 38 400 U/L y creatinina de 3,1 mg/dL. Hidratación intensa sin necesidad de diálisis. A las tres semanas de suspender ambos, la fuerza y la función renal eran normales.',
    fechaInicioEvento: 338,
    fechaFinEvento: 316,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'CPK 38 400 U/L, creatinina 3,1 mg/dL ({336}); CPK 210 U/L, creatinina 1,0 mg/dL ({316}).',
    way: { partner: 333, unit: 332, sent: 331, checked: 312, checkedBy: IVAN },
    products: [
      suspect(CARDIOMETABOLIC.atorvastatina, '40 mg en la noche', 'Dislipidemia (E78.2)', [700, 336], {
        nroLote: 'AW2077',
        ...GONE_WHEN_STOPPED,
        ...treated('Hidratación endovenosa 6 L/día, bicarbonato'),
      }),
      suspect(CARDIOMETABOLIC.gemfibrozilo, '600 mg cada 12 horas', 'Hipertrigliceridemia (E78.1)', [373, 336], {
        nroLote: 'GF-0919',
        ...GONE_WHEN_STOPPED,
      }),
    ],
    concomitants: [also('Metformina 850 mg', '850 mg cada 12 horas', 'Oral', 'Diabetes mellitus', [1000])],
    events: [
      { texto: 'Rabdomiólisis', term: 'Destrucción de fibras musculares' },
      { texto: 'Insuficiencia renal aguda', term: 'Daño agudo del riñón' },
    ],
  },
];
