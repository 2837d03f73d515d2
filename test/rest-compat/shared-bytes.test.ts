import { expect, test } from 'vitest';
import { makeCase } from '../support/make.js';
import { PASSWORD, startServer } from '../support/server.js';
import { formWith, PDF, sendForm } from '../support/upload.js';

test('a sheet stays when a case goes whose document has the same bytes', async () => {
  const server = await startServer();
  const rosa = await server.as('rosa');
  const { body: product } = await rosa.rest<{ id: number }>('POST', '/products', {
    producto: 'A',
    numero_registro: 'R-1',
  });
  const path = `/products/${product.id}/ficha-tecnica`;
  await sendForm(server.address, rosa, path, formWith(PDF));
  const { id } = await makeCase(rosa);
  await server.query(
    `insert into export_files (icsr_id, kind, case_version, file_name, content_type, size_bytes, sha256, engine, created_at)
     select $1, 'MODELO_B_PDF', 1, 'a.pdf', 'application/pdf', 9, ficha_tecnica_sha256, 'x', now() from products where id = $2`,
    [id, product.id],
  );
  await rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD });
  expect((await rosa.rest('GET', path)).status).toBe(200);
  await server.close();
});
