import { deepStrictEqual } from 'node:assert';
import { send } from './load.mjs';
import { onCopy } from './data.mjs';
import { startPeer } from './reads.mjs';
import { cpuRatio, inRounds, ratio, summary } from './rounds.mjs';
import { startVigia } from './vigia.mjs';

const AIM_PER_SECOND = 1000;
const DIFFERENT = 50;

/** Creating a case with two products and an event: ours with everything on, against the same rows written by bare pg. */
export async function benchCreate(options, data) {
  return onCopy(data, async () => {
    const servers = [await startVigia(options, data)];
    try {
      servers.push(await startPeer('bare pg', data, {}, 'bare-create'));
      servers.push(await startPeer('bare pg, no triggers', data, { BENCH_TRIGGERS: 'off' }, 'bare-create'));
      for (const server of servers) await check(server, data);
      const address = { vigia: '/api/v1/icsr' };
      const contenders = servers.map((server) => ({ server, requests: requestsTo(address[server.name] ?? '/') }));
      const before = await countOf(data);
      const measured = await inRounds(contenders, options, data);
      return linesOf(measured, await whole(data, before));
    } finally {
      for (const server of servers) await server.stop();
    }
  });
}

export function requestsTo(path) {
  return Array.from({ length: DIFFERENT }, (_, place) => ({ method: 'POST', path, body: bodyOf(place) }));
}

function bodyOf(place) {
  const product = (name) => ({
    nombre_producto: `${name} 500 mg`,
    ifa: name,
    forma_farmaceutica: 'Tableta',
    laboratorio_pais: 'Laboratorios Killarumi - Perú',
    registro_sanitario: `EN-${10_000 + place}`,
    nro_lote: `L${place}`,
    via_administracion: 'Oral',
    dosis_frecuencia: '1 tableta cada 8 horas',
    fecha_inicio: '2024-01-12',
  });
  return {
    paciente_iniciales: 'JD',
    paciente_edad: 20 + place,
    paciente_sexo: 'F',
    paciente_peso: 61.5,
    reportante_nombre: 'Q.F. Milagros Tello Vargas',
    reportante_email: 'm.tello@example.com',
    producto_sospechoso: 'Amoxicilina 500 mg',
    descripcion_evento: `Paciente de ${20 + place} años que presentó urticaria tres días después de iniciar amoxicilina.`,
    fecha_inicio_evento: '2024-01-15',
    gravedad: 'No grave',
    ea_causalidad: 'Probable',
    productos: [product('Amoxicilina'), product('Ibuprofeno')],
    eventos: [{ texto: 'urticaria', gravedad: 'No grave', fecha_inicio: '2024-01-15', desenlace: 'Recuperado' }],
  };
}

/** What was sent stands in the tables, whoever wrote it. */
async function check(server, data) {
  const body = bodyOf(7);
  const { id } = await send(server, { method: 'POST', path: server.headers ? '/api/v1/icsr' : '/', body });
  const [stored] = await data.query(
    `select to_jsonb(t) || jsonb_build_object(
       'productos', (select jsonb_agg(to_jsonb(p) order by p.id) from icsr_productos p where p.icsr_id = t.id),
       'eventos', (select jsonb_agg(to_jsonb(e) order by e.id) from icsr_eventos e where e.icsr_id = t.id)) as found
     from icsr t where id = $1`,
    [id],
  );
  deepStrictEqual(shared(body, stored.found), body, `${server.name} stored something else than was sent`);
  if (!stored.found.numero) throw new Error(`${server.name} gave the case no number`);
}

/** The part of `found` that `sent` speaks of. */
function shared(sent, found) {
  if (Array.isArray(sent)) return found.map((row, place) => shared(sent[place] ?? {}, row));
  if (sent === null || typeof sent !== 'object') return found;
  return Object.fromEntries(Object.keys(sent).map((key) => [key, shared(sent[key], found[key])]));
}

async function countOf(data) {
  const [{ count }] = await data.query('select count(*)::int from icsr');
  return count;
}

/** What to say of the audit log after all this writing. */
async function whole(data, before) {
  const made = (await countOf(data)) - before;
  const faults = await data.query('select * from audit_verify() limit 1');
  return {
    met: faults.length === 0,
    remark: `${made} cases made by all, audit log ${faults.length === 0 ? 'whole' : 'BROKEN'}`,
  };
}

function linesOf(measured, audit) {
  return Object.entries(measured).map(([name, runs]) => {
    const line = { what: 'create', server: name, ...summary(runs) };
    if (name !== 'vigia')
      return { ...line, ratio: ratio(measured.vigia, runs), cpuRatio: cpuRatio(measured.vigia, runs) };
    const met = line.median >= AIM_PER_SECOND && audit.met;
    return { ...line, aimText: `≥ ${AIM_PER_SECOND}/s`, met, remark: audit.remark };
  });
}
