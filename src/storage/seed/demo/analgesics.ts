import { GONE_WHEN_STOPPED, MARLENE, NOT_STOPPED, also, patient, serious, suspect, treated } from './patterns.js';
import { ANALGESICS, NERVOUS_SYSTEM } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

export const ANALGESIC_CASES: CaseDraft[] = [
  {
    key: 'metamizol-agranulocitosis',
    ...REPORTERS.paredes,
    ...patient('NIGA', 'F', 52, { kg: 66, dni: '00001201', birthday: '04-14' }),
    pacienteDiagnosticoPrincipal: 'Lumbalgia mecánica',
    pacienteCie10: 'M54.5',
    productoSospechoso: 'Metamizol 500 mg',
    descripcionEvento:
      'Paciente que tomó metamizol tres veces al día durante casi tres semanas por lumbago, comprado en botica. Acude con fiebre de 39,4 °C, úlceras dolorosas en paladar y amígdalas y mal estado general. El hemograma muestra 600 leucocitos con 4 % de neutrófilos; hemoglobina y plaquetas normales. Se suspendió el metamizol, se aisló a la paciente y recibió ceftazidima, amikacina y filgrastim. Los neutrófilos superaron 1000 al octavo día. Aspirado medular: detención de la serie granulocítica. Se le entregó una tarjeta de alerta para que no vuelva a tomarlo.',
    fechaInicioEvento: 378,
    fechaFinEvento: 368,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio:
      'Leucocitos 600/mm³ con 4 % de segmentados ({378}); 1100 neutrófilos/mm³ ({370}). Hemocultivos negativos.',
    codigoInternoLab: 'INT-0112',
    cenafytCodigo: 'CENAFYT-D-00139',
    way: { partner: 375, unit: 374, sent: 373, checked: 365, checkedBy: MARLENE },
    revisionSenales: 'Reacción conocida. Se mantiene seguimiento de la venta sin receta.',
    products: [
      suspect(ANALGESICS.metamizol, '500 mg cada 8 horas', 'Lumbalgia, automedicada', [398, 378], {
        nroLote: 'AW5510',
        fechaVencimiento: -150,
        ...GONE_WHEN_STOPPED,
        ...treated('Filgrastim 300 µg/día SC, ceftazidima y amikacina IV, aislamiento'),
      }),
    ],
    concomitants: [also('Orfenadrina 100 mg', '100 mg en la noche', 'Oral', 'Contractura muscular', [398, 388])],
    followupEntries: [
      {
        fecha: 369,
        comentarios: 'Recuento en ascenso; el médico tratante confirma que no recibió otros fármacos mielotóxicos.',
      },
    ],
    events: [
      { texto: 'Agranulocitosis', term: 'Falta de granulocitos' },
      { texto: 'Faringitis ulcerada febril', term: 'Úlceras en la garganta', gravedad: 'No grave' },
    ],
  },
  {
    key: 'tramadol-convulsion',
    ...REPORTERS.lozano,
    ...patient('YMB', 'F', 31, { kg: 57, dni: '00001205', birthday: '12-19' }),
    pacienteDiagnosticoPrincipal: 'Migraña',
    pacienteCie10: 'G43.9',
    pacienteComorbilidades: 'Trastorno depresivo en tratamiento desde hace un año.',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Tramadol 100 mg/mL',
    descripcionEvento:
      'Mujer sin antecedente de epilepsia, en tratamiento con sertralina. Por migraña rebelde tomó tramadol en gotas: 40 gotas y, al no ceder, otras 40 a la hora y media. Poco después presentó temblor, sudoración, pupilas dilatadas y una crisis convulsiva generalizada de dos minutos, presenciada por su hermana. En emergencia tenía clonus en tobillos y 38,1 °C. Tomografía y electroencefalograma normales. Se suspendieron ambos fármacos y se usó diazepam; asintomática a las 24 horas.',
    fechaInicioEvento: 114,
    fechaFinEvento: 113,
    ...serious('hospitalizacion', 'otra_importante'),
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { partner: 112, unit: 111, sent: 110, checked: 106, checkedBy: MARLENE },
    products: [
      suspect(ANALGESICS.tramadol, '100 mg dos veces en 90 minutos', 'Migraña, automedicada', [114, 114], {
        nroLote: 'TC0713',
        ...GONE_WHEN_STOPPED,
        ...treated('Diazepam 10 mg IV, enfriamiento, observación 24 horas'),
      }),
      suspect(NERVOUS_SYSTEM.sertralina, '100 mg cada 24 horas', 'Depresión (F32.1)', [480, 114], {
        nroLote: 'SQ2251',
        ...GONE_WHEN_STOPPED,
      }),
    ],
    events: [
      { texto: 'Crisis convulsiva generalizada', term: 'Convulsión', fechaFin: 114 },
      { texto: 'Toxicidad serotoninérgica', term: 'Exceso de serotonina' },
      { texto: 'Sobredosis de tramadol', term: 'Dosis mayor que la indicada', gravedad: 'No grave', fechaFin: 114 },
    ],
  },
  {
    key: 'metamizol-hipotension',
    ...REPORTERS.shapiama,
    ...patient('RIP', 'M', 39),
    pacienteDiagnosticoPrincipal: 'Síndrome febril, descarte de dengue',
    productoSospechoso: 'Metamizol 1 g inyectable',
    descripcionEvento:
      'Paciente con fiebre alta de tres días. Se le puso una ampolla de metamizol directo a la vena porque estaba con 40 de temperatura. Se puso pálido, sudó frío y la presión bajó a 70/40. Se le levantó las piernas y se pasó suero; en una hora ya tenía 100/60. No tuvo ronchas ni le faltó el aire. Era la única ampolla que quedaba, no guardamos la caja.',
    fechaInicioEvento: 16,
    fechaFinEvento: 16,
    gravedad: 'Moderada',
    eaDesenlace: 'Recuperado',
    estado: 'En progreso',
    way: { unit: 15 },
    products: [
      suspect(ANALGESICS.metamizolInyectable, '1 g sin diluir', 'Fiebre', [16, 16], {
        laboratorioPais: undefined,
        registroSanitario: undefined,
        ...NOT_STOPPED,
        ...treated('Cloruro de sodio 0,9 % 1 L'),
      }),
    ],
    events: [{ texto: 'Hipotensión por metamizol en bolo', term: 'Presión baja' }],
    threads: [
      {
        channel: 'whatsapp',
        messages: [
          [
            16,
            '18:47',
            'in',
            'buenas, para reportar una reaccion. paciente con metamizol a la vena se le bajo la presion 70/40. ya esta bien',
          ],
          [
            15,
            '08:20',
            'out',
            'Buenos días, técnica Shapiama. Gracias por avisar tan pronto. ¿En cuántos minutos se aplicó la ampolla y qué peso tiene el paciente? ¿Recuerda la marca o el lote?',
          ],
          [
            15,
            '19:02',
            'in',
            'fue rapido nomas, como en 1 minuto, nos dijeron que asi se ponia. la marca no me acuerdo. peso no tenemos balanza buena',
          ],
          [
            14,
            '08:35',
            'out',
            'Entendido. La próxima vez convendría diluirla y pasarla en al menos 15 minutos. Si llega el informe de logística con el lote, por favor envíenoslo por aquí.',
          ],
        ],
      },
    ],
  },
];
