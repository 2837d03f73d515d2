import { fieldsOf, inputFieldsOf } from '../entities/field.js';
import type { View } from '../entities/selection.js';
import { SignatureData, type SignatureImage, SignatureProfile } from '../entities/signature-profile.js';
import type { Read } from '../entities/record.js';
import type { Query } from './query.js';
import { columns, type Shape, wholeOf } from './read.js';

type Row = Record<string, unknown>;

/** A profile as it is read. */
export interface Signature extends Read<SignatureData> {
  id: number;
  empleadoId: number | null;
  logoUrl: string | null;
  firmaImgUrl: string | null;
}

/** A picture of a profile: where its owner finds it, and the SHA-256 of its bytes in the file store. */
export interface StoredImage {
  url: string;
  sha256: string;
}

export type StoredImages = Record<SignatureImage, StoredImage | null>;

const SHAPE: Shape = { table: 'rrhh_firma', fields: fieldsOf(SignatureProfile), lists: [] };
const WHOLE = wholeOf(SHAPE);
const FIELDS = inputFieldsOf(SignatureData);

/** The profile of an account, or null when it has none yet. Whole and in GraphQL names, unless the view wants it otherwise. */
export async function readSignature(
  query: Query,
  userId: number,
  { selection = WHOLE, naming = 'graphql' }: View = {},
): Promise<Signature | null> {
  const [found] = await query<{ row: Signature }>(
    `select row_to_json(x) as row from (select ${columns(SHAPE, selection, naming)}
      from (select f.*, u.empleado_id from rrhh_firma f join users u on u.id = f.user_id where f.user_id = $1) t) x`,
    [userId],
  );
  return found?.row ?? null;
}

/** The id of the profile of an account; undefined when it has none yet. */
export async function signatureId(query: Query, userId: number): Promise<number | undefined> {
  const [found] = await query<{ id: number }>('select id from rrhh_firma where user_id = $1', [userId]);
  return found?.id;
}

/** Gives an account its profile; nothing happens when it has one, also when others make it at the same moment. */
export async function insertSignature(query: Query, userId: number, values: Row): Promise<void> {
  const given = columnsOf(values);
  const names = Object.keys(given);
  await query(
    `insert into rrhh_firma (user_id, ${names.join(', ')})
     select $1, ${names.map((name) => `s.${name}`).join(', ')} from jsonb_populate_record(null::rrhh_firma, $2::jsonb) s
     on conflict (user_id) do nothing`,
    [userId, JSON.stringify(given)],
  );
}

/** Changes the given fields and pictures of a profile and leaves the rest; null takes a picture away. */
export async function updateSignature(
  query: Query,
  id: number,
  values: Row,
  images: Partial<StoredImages> = {},
): Promise<void> {
  const given = { ...columnsOf(values), ...imageColumns(images) };
  const names = Object.keys(given);
  if (names.length === 0) return;
  await query(
    `update rrhh_firma f set ${names.map((name) => `${name} = s.${name}`).join(', ')}
     from jsonb_populate_record(null::rrhh_firma, $2::jsonb) s where f.id = $1`,
    [id, JSON.stringify(given)],
  );
}

/** The pictures of an account's profile; none when it has no profile. */
export async function readSignatureImages(query: Query, userId: number): Promise<StoredImages> {
  const [found] = await query<{ images: StoredImages }>(
    `select json_build_object(
      'logo', case when logo_sha256 is not null then json_build_object('url', logo_url, 'sha256', logo_sha256) end,
      'firma_img', case when firma_img_sha256 is not null then json_build_object('url', firma_img_url, 'sha256', firma_img_sha256) end
     ) as images from rrhh_firma where user_id = $1`,
    [userId],
  );
  return found?.images ?? { logo: null, firma_img: null };
}

function columnsOf(values: Row): Row {
  return Object.fromEntries(FIELDS.flatMap(({ name, column }) => (name in values ? [[column, values[name]]] : [])));
}

function imageColumns(images: Partial<StoredImages>): Row {
  return Object.fromEntries(
    Object.entries(images).flatMap(([name, image]) => [
      [`${name}_url`, image?.url ?? null],
      [`${name}_sha256`, image?.sha256 ?? null],
    ]),
  );
}
