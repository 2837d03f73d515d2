import type { Client, RestAnswer } from './client.js';

/** The least that counts as a PDF document. */
export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n');

/** A form with one file, as a browser sends it. */
export function formWith(bytes: Uint8Array, { field = 'file', name = 'ficha.pdf', type = 'application/pdf' } = {}) {
  const form = new FormData();
  form.append(field, new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}

/** A form with a picture and the field of the signature profile that it is for. */
export function pictureForm(bytes: Uint8Array, field = 'firma_img', name = 'firma.png'): FormData {
  const form = formWith(bytes, { name, type: 'image/png' });
  form.append('field', field);
  return form;
}

/** Sends a form to a REST route below `/api/v1`, as a person or as nobody. */
export async function sendForm(
  address: string,
  client: Client,
  path: string,
  form: BodyInit,
  headers: Record<string, string> = {},
): Promise<RestAnswer<Record<string, unknown>>> {
  const authorization: Record<string, string> = client.token ? { authorization: `Bearer ${client.token}` } : {};
  const answer = await fetch(`${address}/api/v1${path}`, {
    method: 'POST',
    body: form,
    headers: { ...authorization, ...headers },
    duplex: 'half',
  } as RequestInit);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}
