import {
  CAME_BACK,
  GONE_WHEN_STOPPED,
  IVAN,
  MARLENE,
  NOT_STOPPED,
  also,
  patient,
  serious,
  suspect,
  treated,
} from './patterns.js';
import { ANALGESICS } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

export const ANTI_INFLAMMATORY_CASES: CaseDraft[] = [
  {
    key: 'ibuprofeno-hemorragia',
    ...REPORTERS.villanueva,
    ...patient('FOHL', 'M', 74, { kg: 68, dni: '00001202', birthday: '10-02' }),
    pacienteDiagnosticoPrincipal: 'Gonartrosis',
    pacienteCie10: 'M17.9',
    pacienteComorbilidades: 'Cardiopatía isquémica. Gastritis por Helicobacter pylori tratada hace años.',
    productoSospechoso: 'Ibuprofeno 400 mg',
    descripcionEvento:
      'Adulto mayor traído por sus hijos por vómito «en borra de café» y heces negras desde la víspera. Tomaba aspirina diaria por su corazón y desde hacía diez días ibuprofeno cada ocho horas por dolor de rodillas, sin protector gástrico. Ingresó pálido, taquicárdico, con hemoglobina de 6,9 g/dL. La endoscopía encontró una úlcera antral con coágulo adherido, tratada con epinefrina y clip. Recibió tres unidades de paquete globular. De alta al séptimo día con omeprazol y prohibición de antiinflamatorios.',
    fechaInicioEvento: 230,
    fechaFinEvento: 223,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio:
      'Hemoglobina 6,9 g/dL al ingreso ({229}), 9,8 g/dL al alta ({223}). Endoscopía: úlcera antral Forrest IIb.',
    way: { partner: 226, unit: 225, sent: 224, checked: 219, checkedBy: IVAN },
    products: [
      suspect(ANALGESICS.ibuprofeno, '400 mg cada 8 horas', 'Dolor de rodilla (M17.9)', [240, 229], {
        nroLote: 'IQ-4402',
        ...GONE_WHEN_STOPPED,
        ...treated('Endoscopía terapéutica, omeprazol IV, transfusión de 3 paquetes globulares'),
      }),
      suspect(ANALGESICS.aspirina, '100 mg cada 24 horas', 'Cardiopatía isquémica (I25.9)', [1500, 229], {
        nroLote: 'AA-1906',
        ...GONE_WHEN_STOPPED,
        reaparecioReexposicion: 'no',
      }),
    ],
    concomitants: [
      also('Atorvastatina 20 mg', '20 mg en la noche', 'Oral', 'Dislipidemia'),
      also('Bisoprolol 5 mg', '2,5 mg cada 24 horas', 'Oral', 'Cardiopatía isquémica'),
    ],
    events: [
      { texto: 'Hemorragia digestiva alta', term: 'Sangrado digestivo alto' },
      { texto: 'Úlcera gástrica', term: 'Úlcera del estómago', desenlace: 'En recuperación', fechaFin: undefined },
    ],
  },
  {
    key: 'naproxeno-angioedema',
    ...REPORTERS.tello,
    ...patient('SPR', 'F', 26, { kg: 55, dni: '00001203', birthday: '01-27' }),
    pacienteDiagnosticoPrincipal: 'Dismenorrea',
    pacienteCie10: 'N94.6',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Naproxeno sódico 550 mg',
    descripcionEvento:
      'Clienta habitual de la botica. Hace dos meses, con una tableta de naproxeno por cólico menstrual, se le hincharon los párpados; pensó que era algo que comió. Esta vez tomó otra tableta y a la hora volvió a hincharse de ojos y labios, con ronchas en el abdomen. Vino a la botica caminando, hablaba bien y no tenía silbido de pecho. Se le dio cetirizina y se le acompañó al centro de salud, donde le aplicaron dexametasona. Al día siguiente estaba normal. Ha tomado paracetamol después sin problema.',
    fechaInicioEvento: 47,
    fechaFinEvento: 46,
    gravedad: 'Moderada',
    eaCausalidad: 'Definitiva',
    eaDesenlace: 'Recuperado',
    way: { unit: 45, sent: 43, checked: 41, checkedBy: MARLENE },
    products: [
      suspect(ANALGESICS.naproxeno, '550 mg, dosis única', 'Dismenorrea, automedicada', [47, 47], {
        nroLote: 'NK0884',
        fechaVencimiento: -510,
        ...CAME_BACK,
        ...treated('Cetirizina 10 mg por vía oral, dexametasona 4 mg IM'),
      }),
    ],
    events: [
      { texto: 'Edema de párpados y labios', term: 'Hinchazón de cara y labios' },
      { texto: 'Urticaria abdominal', term: 'Ronchas', gravedad: 'Leve' },
    ],
    threads: [
      {
        channel: 'whatsapp',
        messages: [
          [
            44,
            '12:10',
            'out',
            'Buenas tardes, Q.F. Tello. Le escribimos de farmacovigilancia por el caso de naproxeno. ¿La primera vez que se hinchó fue con la misma marca?',
          ],
          [
            44,
            '13:22',
            'in',
            'Hola, sí, la misma. Compró un blíster de 10 y guardó el resto, por eso el lote es el mismo',
          ],
          [
            44,
            '13:25',
            'out',
            'Perfecto, eso nos sirve como reexposición positiva. Por favor recomiéndele que no use ningún otro antiinflamatorio sin consultar.',
          ],
          [44, '13:31', 'in', 'Ya le anoté en su tarjeta. Gracias!'],
        ],
      },
    ],
  },
  {
    key: 'diclofenaco-nicolau',
    ...REPORTERS.bernal,
    ...patient('LEMT', 'M', 48, { kg: 77, dni: '00001204', birthday: '07-19' }),
    pacienteDiagnosticoPrincipal: 'Cólico renal',
    pacienteCie10: 'N23',
    productoSospechoso: 'Diclofenaco 75 mg inyectable',
    descripcionEvento:
      'Recibió una ampolla de diclofenaco en el glúteo derecho en un tópico particular. Refiere dolor insoportable desde el momento mismo de la aplicación y palidez de la zona; en horas apareció una placa violácea reticulada de 12 cm. Al quinto día el centro estaba negro y duro. Diagnosticamos dermatitis livedoide por inyección (síndrome de Nicolau). Requirió limpieza quirúrgica y curaciones por seis semanas; queda cicatriz deprimida y dolor al sentarse.',
    fechaInicioEvento: 195,
    ...serious('hospitalizacion', 'otra_importante'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado con secuelas',
    way: { partner: 186, unit: 185, sent: 184, checked: 180, checkedBy: IVAN },
    products: [
      suspect(ANALGESICS.diclofenaco, '75 mg, dosis única', 'Cólico renal (N23)', [195, 195], {
        ...NOT_STOPPED,
        ...treated('Desbridamiento quirúrgico, curaciones y analgesia'),
      }),
    ],
    events: [{ texto: 'Síndrome de Nicolau en glúteo derecho', term: 'Necrosis de la piel en el sitio de inyección' }],
  },
  {
    key: 'ketorolaco-rinon',
    ...REPORTERS.neyra,
    ...patient('OACP', 'M', 63, { dni: '00001206', birthday: '02-26' }),
    pacienteDiagnosticoPrincipal: 'Lumbociática',
    pacienteCie10: 'M54.4',
    pacienteComorbilidades: 'Hipertensión arterial, usa enalapril e hidroclorotiazida.',
    productoSospechoso: 'Ketorolaco 30 mg/mL',
    descripcionEvento:
      'Paciente hipertenso que recibió ketorolaco intramuscular cada ocho horas durante siete días por lumbociática, aplicado por un familiar. Consulta por orina escasa, náuseas e hinchazón de piernas. Creatinina de 5,8 mg/dL, previa de 1,1. Ecografía sin obstrucción. Se suspendieron el antiinflamatorio, el enalapril y el diurético; mejoró con líquidos, sin diálisis. La creatinina fue 1,4 mg/dL al día quince. Falta confirmar el lote y si antes recibió otro antiinflamatorio.',
    fechaInicioEvento: 29,
    ...serious('hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'En recuperación',
    examenesLaboratorio: 'Creatinina 5,8 mg/dL, potasio 5,7 mEq/L ({29}); creatinina 1,4 mg/dL ({14}).',
    way: { partner: 27, unit: 26, sent: 25 },
    products: [
      suspect(ANALGESICS.ketorolaco, '30 mg cada 8 horas', 'Lumbociática (M54.4)', [37, 30], {
        ...GONE_WHEN_STOPPED,
        ...treated('Hidratación, gluconato de calcio'),
      }),
    ],
    concomitants: [
      also('Enalapril 10 mg', '10 mg cada 12 horas', 'Oral', 'Hipertensión arterial'),
      also('Hidroclorotiazida 25 mg', '25 mg cada 24 horas', 'Oral', 'Hipertensión arterial'),
    ],
    events: [{ texto: 'Insuficiencia renal aguda', term: 'Daño agudo del riñón' }],
    threads: [
      {
        channel: 'email',
        subject: 'Seguimiento: ketorolaco e insuficiencia renal',
        messages: [
          [
            25,
            '16:05',
            'out',
            'Estimado Dr. Neyra:\n\nAgradecemos el reporte del paciente OACP. Nos faltan el peso, el lote del ketorolaco y la evolución de la creatinina. ¿Recibió además algún otro antiinflamatorio en el mes previo?\n\nUnidad de Farmacovigilancia',
          ],
          [
            13,
            '07:50',
            'in',
            'Disculpen la demora. Creatinina de control 1,4 mg/dL, ya de alta. Pesa unos 80 kg según el paciente, pero no lo hemos tallado ni pesado, prefiero confirmarlo en el control. El lote lo buscará el hijo.',
          ],
          [12, '09:30', 'out', 'Gracias, doctor. Dejamos el caso abierto a la espera del peso y del lote.'],
        ],
      },
    ],
  },
];
