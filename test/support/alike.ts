import type { Client } from './client.js';
import { makeCase } from './make.js';

let year = 1900;

/** Makes cases that are like each other and unlike all others. */
export function groupOf(client: Client) {
  year += 1;
  const facts = {
    paciente_iniciales: `G${year}`,
    paciente_fecha_nacimiento: `${year}-03-15`,
    producto_sospechoso: `Producto ${year} 500mg`,
    fecha_inicio_evento: `${year + 50}-01-15`,
    descripcion_evento: `Palabra${year} única`,
  };
  return (fields: Record<string, unknown> = {}) => makeCase(client, { ...facts, ...fields });
}
