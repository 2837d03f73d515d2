import { describe, expect, test } from 'vitest';
import { meaningOf, normalise } from '../../src/domain/words.js';
import { VOCABULARIES } from '../../src/domain/vocabulary.js';
import { caseView, exportContext, type Signer } from '../../src/exports/index.js';
import { adverseEvent, minimalCase, NOW, product, SIGNER, typicalCase } from './cases.js';

const NOBODY: Signer = { nombre: null, cargo: null, company: null, celular: null, emailAlt: null, website: null };

function marked(record = typicalCase()): string[] {
  return Object.entries(caseView(record, SIGNER, NOW)).flatMap(([tag, value]) =>
    value === true && !tag.startsWith('hay_') ? [tag] : [],
  );
}

describe('words', () => {
  test('case, accents and punctuation make no difference', () => {
    expect(normalise('  NO_Aplica ')).toBe('no aplica');
    expect(normalise('Hospitalización')).toBe('hospitalizacion');
    expect(normalise(null)).toBe('');
  });

  test.each([
    ['sexo', 'Masculino', 'M'],
    ['sexo', 'Femenino gestante', 'F'],
    ['gravedad', 'Moderado', 'moderada'],
    ['gravedad', 'NO GRAVE', 'noGrave'],
    ['desenlace', 'Recuperado con secuelas', 'recuperadoConSecuela'],
    ['desenlace', 'Secuelas', 'recuperadoConSecuela'],
    ['desenlace', 'Muerte', 'mortal'],
    ['desenlace', 'Mortal', 'mortal'],
    ['siNoNoAplica', 'Sí', 'si'],
    ['siNoNoAplica', 'N/A', 'noAplica'],
    ['siNoNoAplica', 'quizá', null],
    ['siNoNoAplica', 'toString', null],
  ] as const)('%s: «%s» means %s', (list, text, meaning) => {
    expect(meaningOf(list, text)).toBe(meaning);
  });

  test.each(['sexo', 'gravedad', 'criteriosGravedad', 'desenlace', 'siNoNoAplica'] as const)(
    'every usual value of %s has a meaning',
    (list) => {
      expect(VOCABULARIES[list].filter((word) => meaningOf(list, word) === null)).toEqual([]);
    },
  );
});

describe('the view of a case', () => {
  test('marks the boxes of the typical case and no other', () => {
    expect(marked()).toEqual([
      'sexo_m',
      'clase_reaccion',
      'gravedad_grave',
      'criterio_hospitalizacion',
      'desenlace_recuperado',
    ]);
  });

  test('«No grave» marks no severity box and is printed beside them', () => {
    const view = caseView(minimalCase({ gravedad: 'No grave' }), SIGNER, NOW);
    expect([view['gravedad_leve'], view['gravedad_moderada'], view['gravedad_grave']]).toEqual([false, false, false]);
    expect(view['gravedad_texto']).toBe('No grave');
  });

  test('«Femenino gestante» marks F and keeps its word, «Femenino» needs none', () => {
    const pregnant = caseView(minimalCase({ pacienteSexo: 'Femenino gestante' }), SIGNER, NOW);
    expect([pregnant['sexo_f'], pregnant['sexo_texto']]).toEqual([true, 'Femenino gestante']);
    expect(caseView(minimalCase({ pacienteSexo: 'Femenino' }), SIGNER, NOW)['sexo_texto']).toBe('');
  });

  test('a date of death marks the box it stands beside', () => {
    const view = caseView(minimalCase({ eaFechaMuerte: '2026-02-28', eaDesenlace: 'Muerte' }), SIGNER, NOW);
    expect([view['criterio_muerte'], view['ea_fecha_muerte'], view['desenlace_mortal']]).toEqual([
      true,
      '28/02/2026',
      true,
    ]);
  });

  test('another kind of notification marks «Otro» and is named', () => {
    const view = caseView(minimalCase({ tipoNotificacion: 'Falta de eficacia' }), SIGNER, NOW);
    expect([view['clase_otro'], view['clase_reaccion'], view['clase_texto']]).toEqual([
      true,
      false,
      'Falta de eficacia',
    ]);
    expect(marked(minimalCase({ tipoNotificacion: 'Error de medicación' }))).toContain('clase_error');
  });

  test('each product answers its own questions', () => {
    const [first, second] = caseView(typicalCase(), SIGNER, NOW)['productos'] as Record<string, unknown>[];
    expect(first).toMatchObject({
      n: '1',
      suspension_si: true,
      reduccion_na: true,
      reexposicion_na: true,
      antecedente_no: true,
    });
    expect(second).toMatchObject({
      n: '2',
      suspension_si: true,
      reduccion_na: false,
      reexposicion_no: true,
      tratamiento_no: true,
    });
  });

  test('a case without product rows shows the product it names', () => {
    const [only, ...others] = caseView(minimalCase(), SIGNER, NOW)['productos'] as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(only).toMatchObject({ nombre_producto: 'Paracetamol 500 mg', nro_lote: '', suspension_si: false });
  });

  test('says of each list whether it has rows, and numbers them', () => {
    const view = caseView(minimalCase({ events: [adverseEvent({}), adverseEvent({})] }), SIGNER, NOW);
    expect([view['hay_eventos'], view['hay_concomitantes'], view['hay_seguimientos']]).toEqual([true, false, false]);
    expect((view['eventos'] as Record<string, unknown>[]).map(({ n }) => n)).toEqual(['1', '2']);
  });

  test('holds text, boxes and rows only, and no null', () => {
    const check = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(check);
      if (typeof value === 'object' && value !== null) return Object.values(value).forEach(check);
      expect(['string', 'boolean']).toContain(typeof value);
    };
    check(caseView(minimalCase({ products: [product({})], events: [adverseEvent({})] }), NOBODY, NOW));
  });

  test('writes the moment of printing as a clock in Lima shows it', () => {
    expect(caseView(minimalCase(), SIGNER, NOW)['fecha_generacion']).toBe('03/03/2026 22:30');
    expect(caseView(minimalCase(), SIGNER, new Date('2026-03-04T05:00:00Z'))['fecha_generacion']).toBe(
      '04/03/2026 00:00',
    );
  });
});

describe('the legacy export context', () => {
  test('has its 18 keys, in order, as the seed shows them', () => {
    expect(exportContext(typicalCase(), SIGNER, NOW)).toEqual({
      paciente_iniciales: 'J.D.',
      paciente_edad: '45',
      paciente_sexo: 'M',
      producto_sospechoso: 'Augmentin® (amoxicilina + ácido clavulánico)',
      registro_sanitario: 'EE-04512',
      fecha_inicio_evento: '2026-02-15',
      descripcion_evento: typicalCase().descripcionEvento,
      gravedad: 'Grave',
      desenlace: 'Recuperado',
      firma_nombre: 'Dr. Juan Pérez Ramírez',
      firma_cargo: 'Químico Farmacéutico – Responsable de Farmacovigilancia',
      firma_company: 'OTARVASQ S.A.C.',
      firma_celular: '+51-987-654-321',
      firma_email_alt: 'farmacovigilancia@otarvasq.com',
      firma_website: 'https://www.otarvasq.com',
      reportero_nombre: 'Dra. María García',
      reportero_profesion: 'Médica internista',
      fecha_reporte: '2026-02-20',
    });
  });

  test('an unknown value is null and the key stays', () => {
    const context = exportContext(minimalCase(), NOBODY, NOW);
    expect(Object.keys(context)).toHaveLength(18);
    expect(context).toMatchObject({
      registro_sanitario: null,
      gravedad: null,
      firma_nombre: null,
      reportero_profesion: null,
    });
  });

  test('without a reception date the report is of the day in Lima when the case was created', () => {
    // 02:10 UTC on the 21st is 21:10 on the 20th in Lima.
    expect(exportContext(minimalCase(), SIGNER, NOW).fecha_reporte).toBe('2026-02-20');
  });
});
