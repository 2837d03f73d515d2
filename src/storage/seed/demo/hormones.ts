import { GONE_WHEN_STOPPED, MARLENE, NOT_STOPPED, patient, serious, suspect, treated } from './patterns.js';
import { HOUSEHOLD } from './products-hospital.js';
import { CARDIOMETABOLIC } from './products.js';
import { REPORTERS } from './reporters.js';
import type { CaseDraft } from './types.js';

/** Contraceptives and corticosteroids. */
export const HORMONE_CASES: CaseDraft[] = [
  {
    key: 'anticonceptivo-embolia',
    ...REPORTERS.salcedo,
    ...patient('CVMA', 'F', 22, { kg: 72, dni: '00001607', birthday: '07-28' }),
    pacienteDiagnosticoPrincipal: 'Anticoncepción',
    pacienteCie10: 'Z30.4',
    pacienteComorbilidades: 'Fumadora. Madre con trombosis venosa a los 40 años.',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Drospirenona + etinilestradiol',
    descripcionEvento:
      'Universitaria que inició pastillas anticonceptivas hace once semanas por recomendación de una amiga. Acudió por dolor en punta de costado derecho y falta de aire al subir dos pisos; la pantorrilla izquierda estaba hinchada desde días antes. Saturación de 88 %. La tomografía confirmó embolia pulmonar segmentaria bilateral. Recibió enoxaparina y luego rivaroxabán. La anticoncepción hormonal combinada quedó contraindicada.',
    fechaInicioEvento: 242,
    fechaFinEvento: 228,
    ...serious('amenaza_vida', 'hospitalizacion'),
    eaCausalidad: 'Posible',
    eaDesenlace: 'Recuperado',
    examenesLaboratorio: 'Dímero D 4,8 mg/L; ecografía Doppler: trombosis poplítea izquierda ({241}).',
    way: { partner: 239, unit: 238, sent: 237, checked: 226, checkedBy: MARLENE },
    products: [
      suspect(HOUSEHOLD.anticonceptivo, '1 tableta cada 24 horas', 'Anticoncepción', [319, 242], {
        nroLote: 'DR-4419',
        ...GONE_WHEN_STOPPED,
        ...treated('Enoxaparina 60 mg SC cada 12 horas, luego rivaroxabán'),
      }),
    ],
    events: [
      { texto: 'Embolia pulmonar', term: 'Coágulo en el pulmón' },
      { texto: 'Trombosis venosa profunda poplítea', term: 'Coágulo en vena de la pierna' },
    ],
  },
  {
    key: 'prednisona-glucosa',
    ...REPORTERS.galvez,
    ...patient('AHM', 'M', 62, { kg: 77, dni: '00001908', birthday: '05-11' }),
    pacienteDiagnosticoPrincipal: 'Polimialgia reumática',
    pacienteCie10: 'M35.3',
    productoSospechoso: 'Prednisona 20 mg',
    descripcionEvento:
      'Paciente sin diagnóstico previo de diabetes que a las tres semanas de prednisona refiere sed intensa, orina a cada hora y visión borrosa. Glucosa en ayunas de 318 mg/dL y hemoglobina glicosilada de 7,4 %. Se inició insulina basal y se bajó la prednisona según el plan. Dos meses después, con 5 mg diarios, mantiene glucosas de 110 sin insulina.',
    fechaInicioEvento: 110,
    fechaFinEvento: 54,
    gravedad: 'Moderada',
    eaCausalidad: 'Probable',
    eaDesenlace: 'Recuperado',
    way: { unit: 107, sent: 105, checked: 50, checkedBy: MARLENE },
    products: [
      suspect(CARDIOMETABOLIC.prednisona, '20 mg cada 24 horas', 'Polimialgia reumática (M35.3)', [131], {
        nroLote: 'PK0206',
        ...NOT_STOPPED,
        desaparecioAlDisminuirDosis: 'si',
        ...treated('Insulina glargina 14 UI en la noche, temporal'),
      }),
    ],
    events: [{ texto: 'Hiperglucemia por corticoide', term: 'Azúcar alta en sangre' }],
  },
  {
    key: 'clobetasol-piel',
    ...REPORTERS.bernal,
    ...patient('UQV', 'F', 35, { dni: '00001909' }),
    pacienteDiagnosticoPrincipal: 'Melasma, automedicada',
    pacienteGestacionMesesRaw: 'No aplica',
    productoSospechoso: 'Clobetasol 0,05 % crema',
    descripcionEvento:
      'Mujer que usó crema de clobetasol en el rostro durante cuatro meses para aclarar manchas, por consejo de un video. Presenta piel delgada, venitas visibles en las mejillas y granitos rojos alrededor de la boca que empeoran cada vez que intenta dejarla. Se retiró en forma gradual y se inició doxiciclina. A las seis semanas hay menos pápulas; las telangiectasias persisten.',
    gravedad: 'Moderada',
    eaCausalidad: 'Probable',
    eaDesenlace: 'No recuperado',
    way: { unit: 14, sent: 11 },
    products: [
      suspect(HOUSEHOLD.clobetasol, 'Dos aplicaciones al día en el rostro', 'Manchas de la cara', [134, 56], {
        nroLote: 'CQ-7102',
        ...NOT_STOPPED,
        desaparecioAlSuspender: 'no',
        ...treated('Doxiciclina 100 mg cada 24 horas, fotoprotector'),
      }),
    ],
    events: [
      { texto: 'Atrofia cutánea y telangiectasias', term: 'Adelgazamiento de la piel' },
      { texto: 'Dermatitis perioral', term: 'Granitos alrededor de la boca' },
    ],
  },
];
