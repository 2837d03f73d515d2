import {
  CAME_BACK,
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

export const BLOOD_PRESSURE_CASES: CaseDraft[] = [
  {
    key: 'enalapril-angioedema',
    ...REPORTERS.quispe,
    ...patient('EMHR', 'F', 71, { kg: 62, dni: '00001501', birthday: '07-04' }),
    pacienteDiagnosticoPrincipal: 'Hipertensión arterial',
    pacienteCie10: 'I10',
    productoSospechoso: 'Enalapril 10 mg',
    descripcionEvento:
      'Paciente que recibe enalapril desde hace tres años sin problemas. Amaneció con la lengua y el labio inferior hinchados, voz gangosa y dificultad para tragar saliva, sin ronchas. En emergencia no respondió a epinefrina ni a corticoides y necesitó intubación con fibroscopio. El edema cedió en 36 horas luego de suspender enalapril. Se cambió a amlodipino y se le advirtió no usar ningún medicamento de la misma familia.',
    fechaInicioEvento: 151,
    fechaFinEvento: 149,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    codigoInternoLab: 'INT-0187',
    cenafytCodigo: 'CENAFYT-D-00361',
    way: { partner: 149, unit: 148, sent: 147, checked: 141, checkedBy: MARLENE },
    products: [
      suspect(CARDIOMETABOLIC.enalapril, '10 mg cada 12 horas', 'Hipertensión arterial (I10)', [1250, 151], {
        nroLote: 'EK7316',
        fechaVencimiento: -180,
        ...GONE_WHEN_STOPPED,
        ...treated('Epinefrina IM, hidrocortisona IV, intubación'),
      }),
    ],
    concomitants: [also('Ácido acetilsalicílico 100 mg', '100 mg cada 24 horas', 'Oral', 'Prevención cardiovascular')],
    events: [{ texto: 'Angioedema de lengua y labio', term: 'Hinchazón de cara y labios' }],
    threads: [
      {
        channel: 'email',
        subject: 'ICSR enalapril: datos pendientes',
        messages: [
          [
            147,
            '11:20',
            'out',
            'Estimado Q.F. Quispe:\n\nPara cerrar la evaluación requerimos el lote de enalapril y confirmar si la paciente tuvo episodios previos de hinchazón, aunque hayan sido leves.\n\nUnidad de Farmacovigilancia',
          ],
          [
            145,
            '16:02',
            'in',
            'Lote EK7316. La hija refiere que hace un año se le hinchó el labio una tarde y pasó solo; no consultaron.',
          ],
          [145, '16:30', 'out', 'Agradecemos el dato, lo incorporamos a la narrativa del caso.'],
        ],
      },
    ],
  },
  {
    key: 'losartan-espironolactona-potasio',
    ...REPORTERS.neyra,
    ...patient('PTGC', 'M', 78, { kg: 65, dni: '00001502', birthday: '01-20' }),
    pacienteDiagnosticoPrincipal: 'Insuficiencia cardíaca',
    pacienteCie10: 'I50.0',
    pacienteComorbilidades: 'Diabetes mellitus tipo 2. Enfermedad renal crónica estadio 3b.',
    productoSospechoso: 'Losartán 50 mg + espironolactona 25 mg',
    descripcionEvento:
      'Anciano con insuficiencia cardíaca al que se agregó espironolactona sin control posterior de potasio. Tres semanas después lo encontraron muy débil, con 34 latidos por minuto. El potasio fue 7,9 mEq/L y el electrocardiograma mostraba ondas T picudas y QRS ancho. Recibió gluconato de calcio, insulina con dextrosa y una sesión de hemodiálisis. Ambos fármacos se suspendieron; el ritmo se normalizó el mismo día.',
    fechaInicioEvento: 184,
    fechaFinEvento: 182,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Potasio 7,9 mEq/L, creatinina 2,6 mg/dL ({184}); potasio 4,8 mEq/L ({182}).',
    way: { partner: 182, unit: 181, sent: 180, checked: 174, checkedBy: IVAN },
    products: [
      suspect(CARDIOMETABOLIC.losartan, '50 mg cada 12 horas', 'Insuficiencia cardíaca (I50.0)', [900, 184], {
        nroLote: 'LR0518',
        ...GONE_WHEN_STOPPED,
        ...treated('Gluconato de calcio, insulina con dextrosa, hemodiálisis'),
      }),
      suspect(CARDIOMETABOLIC.espironolactona, '25 mg cada 24 horas', 'Insuficiencia cardíaca (I50.0)', [206, 184], {
        nroLote: 'EP-3307',
        ...GONE_WHEN_STOPPED,
      }),
    ],
    concomitants: [
      also('Bisoprolol 2,5 mg', '2,5 mg cada 24 horas', 'Oral', 'Insuficiencia cardíaca'),
      also('Metformina 850 mg', '850 mg cada 12 horas', 'Oral', 'Diabetes mellitus'),
    ],
    events: [
      { texto: 'Hiperpotasemia severa', term: 'Potasio alto en sangre' },
      { texto: 'Bradicardia extrema', term: 'Pulso lento', fechaFin: 184 },
    ],
  },
  {
    key: 'amlodipino-edema',
    ...REPORTERS.saravia,
    ...patient('CNLB', 'F', 69, { kg: 70, dni: '00001504', born: 25_400 }),
    pacienteDiagnosticoPrincipal: 'Hipertensión arterial',
    pacienteCie10: 'I10',
    productoSospechoso: 'Amlodipino 10 mg',
    descripcionEvento:
      'A las dos semanas de subir amlodipino de 5 a 10 mg, la señora nota que en la tarde ya no le entran los zapatos. Edema blando de ambos tobillos, sin falta de aire ni aumento de peso. Función renal y examen de orina normales. Se redujo la dosis a 5 mg, se añadió losartán y el edema desapareció en diez días.',
    fechaInicioEvento: 271,
    fechaFinEvento: 255,
    gravedad: 'Leve',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { unit: 262, sent: 260, checked: 252, checkedBy: MARLENE },
    products: [
      suspect(CARDIOMETABOLIC.amlodipino, '10 mg cada 24 horas', 'Hipertensión arterial (I10)', [285], {
        nroLote: 'AS6604',
        ...NOT_STOPPED,
        desaparecioAlDisminuirDosis: 'si',
        ...UNTREATED,
      }),
    ],
    events: [{ texto: 'Edema de tobillos', term: 'Hinchazón de tobillos' }],
  },
  {
    key: 'enalapril-tos',
    ...REPORTERS.yupanqui,
    ...patient('TYÑ', 'M', 66, { kg: 73 }),
    pacienteDiagnosticoPrincipal: 'Presión alta',
    productoSospechoso: 'Enalapril',
    descripcionEvento:
      'Soy jubilado y tomo enalapril para la presión desde hace dos meses. Me vino una tos seca que no me deja dormir, sobre todo al echarme, y mi esposa se ha cambiado de cuarto. Dejé la pastilla una semana porque se me acabó y la tos desapareció; cuando compré otra caja volvió igual. El doctor de la posta me ha dado cita recién para el otro mes y quiero saber si debo seguir tomándola.',
    fechaInicioEvento: 40,
    gravedad: 'Leve',
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'No recuperado',
    segContactarPaciente: true,
    way: { unit: 12, sent: 10 },
    products: [
      suspect(CARDIOMETABOLIC.enalapril, '1 tableta en la mañana', 'Presión alta', [62], {
        nroLote: undefined,
        ...CAME_BACK,
        ...UNTREATED,
      }),
    ],
    events: [{ texto: 'Tos seca', term: 'Tos' }],
    threads: [
      {
        channel: 'whatsapp',
        messages: [
          [
            12,
            '07:31',
            'in',
            'Buenos dias señorita, yo mande el formulario de la tos por el enalapril. Sigo tomando o no?',
          ],
          [
            12,
            '08:40',
            'out',
            'Buenos días, don Teófilo. Gracias por avisarnos. No deje la pastilla por su cuenta: adelante su cita y lleve esta conversación. Si nota hinchazón de labios o lengua, acuda de inmediato a emergencia. ¿Nos puede enviar una foto de la caja?',
          ],
          [11, '19:22', 'in', 'Ya señorita, mañana mi hijo manda la foto, yo no se mandar'],
          [8, '18:05', 'in', 'Consegui cita para el lunes. La caja ya la boté disculpe'],
          [8, '18:20', 'out', 'No se preocupe. Cuéntenos por favor qué le indica el médico.'],
        ],
      },
    ],
  },
];
