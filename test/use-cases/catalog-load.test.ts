import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../house/sources.js';
import { finish, PROGRAM, settingsBeside } from '../support/program.js';
import { startServer, type TestServer } from '../support/server.js';

interface Row {
  producto: string;
  numero_registro: string;
  comercializa: boolean | null;
  fecha_venc_registro: string | null;
  comentarios: string | null;
  laboratorio_pais: string | null;
}

/** Gives a command a terminal. */
const SCRIPT = '/usr/bin/script';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(path.join(tmpdir(), 'vigia-csv-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.query('delete from products'));

/** Runs `vigia catalog …` on the database of the server. */
const catalog = (...words: string[]) => finish(['catalog', ...words], settingsBeside(server));

async function load(content: string | Buffer) {
  const file = path.join(folder, 'catalogo.csv');
  await writeFile(file, content);
  return catalog('load', file);
}

const kept = () =>
  server.query<Row>(
    `select producto, numero_registro, comercializa, fecha_venc_registro::text, comentarios, laboratorio_pais
     from products order by numero_registro`,
  );

describe('vigia catalog load', () => {
  test('takes semicolons, quotes, a byte order mark, Windows line ends, Spanish words and days', async () => {
    const lines = [
      '\uFEFFNumero_Registro;producto;comercializa;fecha_venc_registro;comentarios;laboratorio_pais;columna_ajena',
      'EE-1;"Amoxicilina; 500 mg";Sí;31/12/2028;"dijo ""bien""',
      'y siguió";"ABC, S.A. - Perú";x',
      'EE-2; Ibuprofeno ;NO;2027-02-01;;;',
      ';;;;;;',
      '',
      'EE-3;Ñandú;no aplica;1/2/2026;;Genéricos;',
    ];
    const { code, out, error } = await load(lines.join('\r\n'));
    expect({ code, out, error }).toEqual({
      code: 0,
      out: '3 created, 0 updated, 0 unchanged, 0 refused.\n',
      error: 'columns left out: columna_ajena\n',
    });
    const empty = { comentarios: null, laboratorio_pais: null };
    expect(await kept()).toEqual([
      {
        producto: 'Amoxicilina; 500 mg',
        numero_registro: 'EE-1',
        comercializa: true,
        fecha_venc_registro: '2028-12-31',
        comentarios: 'dijo "bien"\ny siguió',
        laboratorio_pais: 'ABC, S.A. - Perú',
      },
      {
        ...empty,
        producto: 'Ibuprofeno',
        numero_registro: 'EE-2',
        comercializa: false,
        fecha_venc_registro: '2027-02-01',
      },
      {
        ...empty,
        producto: 'Ñandú',
        numero_registro: 'EE-3',
        comercializa: null,
        fecha_venc_registro: '2026-02-01',
        laboratorio_pais: 'Genéricos',
      },
    ]);
  });

  test('changes nothing the second time, and only what the file speaks of the third', async () => {
    await load('producto,numero_registro,comentarios\nUno,A-1,"con, coma"\nDos,A-2,\n');
    const before = await kept();
    const audit = () => server.query('select count(*)::int from audit_log');
    const entries = await audit();
    expect(await load('producto,numero_registro,comentarios\nUno,A-1,"con, coma"\nDos,A-2,\n')).toMatchObject({
      code: 0,
      out: '0 created, 0 updated, 2 unchanged, 0 refused.\n',
    });
    expect([await kept(), await audit()]).toEqual([before, entries]);
    expect((await load('producto,numero_registro\nUno más,A-1\n')).out).toBe(
      '0 created, 1 updated, 0 unchanged, 0 refused.\n',
    );
    expect(await kept()).toMatchObject([{ producto: 'Uno más', comentarios: 'con, coma' }, { producto: 'Dos' }]);
    const [last] = await server.query('select who, actor_id, action, reason from audit_log order by id desc limit 1');
    const wanted = { who: 'system@vigia', actor_id: null, action: 'PRODUCTS_UPDATE', reason: 'vigia catalog load' };
    expect(last).toEqual(wanted);
  });

  test('tells of bad lines with their number, and lets the others in', async () => {
    const lines = [
      'producto,numero_registro,comercializa,fecha_venc_registro',
      'Uno,B-1,si,2026-01-01',
      '"Dos,B-2,si,2026-01-01',
      'Tres,B-3,tal vez,30/02/2026',
      'Cua"tro,B-4,si,2026-01-01',
      '"Cinco"5,B-5,si,2026-01-01',
      'Seis,B-6',
      'Siete,B-7,si,2026-01-01,,sobra',
      ',B-8,si,2026-01-01',
      '"Nueve, en',
      'dos líneas",B-9,no,',
      'Otra vez,B-1,si,',
      'Diez,B-10,no,01-02-2026',
      '"Once,B-11,si,',
      'Doce",B-12',
    ];
    const { code, out, error } = await load(lines.join('\n'));
    expect([code, out]).toEqual([3, '3 created, 0 updated, 0 unchanged, 10 refused.\n']);
    const told = error.trim().split('\n');
    expect(told.toSorted((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)))).toEqual([
      'line 3: comillas sin cerrar',
      'line 4 (B-3): fecha_venc_registro debe ser una fecha AAAA-MM-DD; comercializa debe ser verdadero o falso',
      'line 5: comillas mal puestas',
      'line 6: comillas mal puestas',
      'line 7: tiene 2 columnas en vez de 4',
      'line 8: tiene 6 columnas en vez de 4',
      'line 9 (B-8): producto no puede quedar vacío',
      'line 12 (B-1): numero_registro está repetido en este envío',
      'line 14: comillas sin cerrar',
      'line 15: comillas mal puestas',
    ]);
    expect((await kept()).map(({ numero_registro }) => numero_registro)).toEqual(['B-1', 'B-10', 'B-9']);
  });

  test('tells of lines that are not in UTF-8', async () => {
    const latin = Buffer.from('producto,numero_registro\nÑandú,C-1\nZinc,C-2\n', 'latin1');
    expect(await load(latin)).toMatchObject({ code: 3, error: 'line 2: no está en UTF-8\n' });
    expect((await kept()).map(({ producto }) => producto)).toEqual(['Zinc']);
  });

  test('goes through thousands of lines and says how far it is', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `Producto ${n},D-${n}`);
    const content = ['producto,numero_registro', ...rows, 'Otra vez,D-7'].join('\n');
    const { code, out, error } = await load(content);
    expect([code, error]).toEqual([3, 'line 2502 (D-7): numero_registro está repetido en el archivo\n']);
    expect(out.trim().split('\n')).toEqual([
      '… 1000 created, 0 updated, 0 unchanged, 0 refused.',
      '… 2000 created, 0 updated, 0 unchanged, 0 refused.',
      '2500 created, 0 updated, 0 unchanged, 1 refused.',
    ]);
  });

  test('twice at once leaves one product for each registration', async () => {
    const content = ['producto,numero_registro', ...Array.from({ length: 300 }, (_, n) => `P${n},E-${n}`)].join('\n');
    const file = path.join(folder, 'dos.csv');
    await writeFile(file, content);
    const runs = await Promise.all([catalog('load', file), catalog('load', file)]);
    expect(runs.map(({ code, error }) => [code, error])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(await kept()).toHaveLength(300);
  });

  test.skipIf(!existsSync(SCRIPT))('draws a bar on a terminal, and still tells of every bad line', async () => {
    const file = path.join(folder, 'barra.csv');
    await writeFile(file, 'producto,numero_registro\nUno,F-1\nDos,\n');
    const words = [process.execPath, PROGRAM, 'catalog', 'load', file];
    const child = spawn(SCRIPT, ['-qec', words.join(' '), '/dev/null'], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'error', ...settingsBeside(server) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const shown = await text(child.stdout);
    expect(shown).toMatch(/line 3: numero_registro no puede quedar vacío/);
    expect(shown).toMatch(/█ 100% \| 2 lines, 1 refused/);
    expect(shown).toMatch(/1 created, 0 updated, 0 unchanged, 1 refused\./);
  });

  test.each([
    ['an empty file', '', /the file is empty/],
    ['no header', 'Uno,A-1\n', /producto, numero_registro not found/],
    ['a column twice', 'producto,numero_registro,Producto\n', /producto is there twice/],
  ])('refuses %s', async (_what, content, message) => {
    const { code, error } = await load(content);
    expect([code, error]).toEqual([1, expect.stringMatching(message)]);
  });

  test('says what it wants, and that a file is not there', async () => {
    expect(await catalog('load')).toMatchObject({ code: 2, error: 'vigia catalog load <file.csv>\n' });
    expect(await catalog('load', '/nowhere.csv')).toMatchObject({
      code: 1,
      error: expect.stringMatching(/ENOENT|no such file/),
    });
  });
});
