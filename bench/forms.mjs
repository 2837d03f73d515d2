// Cases as they stand on the forms that are printed.

const NARRATIVE = `Paciente de 45 años, con hipertensión arterial controlada, que inicia amoxicilina + ácido clavulánico 875/125 mg
cada 12 horas por faringoamigdalitis aguda, junto con ibuprofeno 400 mg cada 8 horas.

A las 36 horas presenta erupción maculopapular pruriginosa en tronco y miembros superiores, que progresa a urticaria
generalizada con angioedema palpebral. Niega disnea. PA 110/70 mmHg, FC 98 lpm, SatO₂ 97 %, T 37,2 °C.

Se suspenden ambos medicamentos y acude a Emergencia, donde recibe clorfenamina 10 mg EV e hidrocortisona 200 mg EV. Queda
en observación durante 48 horas con evolución favorable.`;

const product = (name, place) => ({
  nombre_producto: `${name} 500 mg`,
  ifa: name,
  forma_farmaceutica: 'Tableta recubierta',
  laboratorio_pais: 'Laboratorios Killarumi, Perú',
  registro_sanitario: `EN-${10_000 + place}`,
  nro_lote: `L${place}`,
  fecha_vencimiento: '2027-08-31',
  via_administracion: 'Oral',
  dosis_frecuencia: '1 tableta cada 8 horas',
  fecha_inicio: '2026-02-14',
  fecha_fin: '2026-02-16',
  motivo_prescripcion: 'Faringoamigdalitis aguda (J03.9)',
  desaparecio_al_suspender: 'si',
  reaparecio_reexposicion: 'no_aplica',
  paciente_recibio_tratamiento_ram: 'si',
  detalle_tratamiento_ram: 'Clorfenamina 10 mg EV',
});

/** A case as the unit finishes it: its form takes two pages. */
export function usualCase(place) {
  return {
    paciente_iniciales: `P${place}X`,
    paciente_edad: 20 + (place % 60),
    paciente_sexo: 'M',
    paciente_peso: 72.5,
    paciente_dni: `HC 004${place}`,
    paciente_diagnostico_principal: 'Faringoamigdalitis aguda bacteriana',
    paciente_cie10: 'J03.9',
    establecimiento: 'Hospital Nacional Dos de Mayo, Servicio de Emergencia',
    reportante_nombre: 'Dra. María García Ñahui',
    reportante_ocupacion: 'Médica internista',
    reportante_email: 'm.garcia@example.org',
    producto_sospechoso: 'Amoxicilina 500 mg',
    descripcion_evento: NARRATIVE,
    fecha_inicio_evento: '2026-02-15',
    fecha_fin_evento: '2026-02-20',
    gravedad: 'Grave',
    ea_causalidad: 'Probable',
    ea_desenlace: 'Recuperado',
    examenes_laboratorio: 'Eosinófilos 8 % (VN ≤ 5 %), PCR 12 mg/L, creatinina 0,9 mg/dL.',
    productos: [product('Amoxicilina', place), product('Ibuprofeno', place)],
    concomitantes: [
      { nombre_producto: 'Losartán 50 mg', dosis_frecuencia: '50 mg cada 24 horas', via_administracion: 'Oral' },
    ],
    eventos: [
      { texto: 'Urticaria generalizada', gravedad: 'Grave', fecha_inicio: '2026-02-15', desenlace: 'Recuperado' },
      { texto: 'Angioedema palpebral', gravedad: 'No grave', fecha_inicio: '2026-02-16', desenlace: 'Recuperado' },
    ],
  };
}

/** A narrative of 100 kB, and 200 products. */
export function hugeCase() {
  const sentence = 'Erupción pruriginosa en tronco y miembros superiores. ';
  return {
    ...usualCase(0),
    descripcion_evento: sentence.repeat(Math.floor(100_000 / sentence.length)),
    productos: Array.from({ length: 200 }, (_, place) => product(`Fármaco ${place}`, place)),
  };
}
