import { CaseData } from '../entities/case.js';
import { type DataFieldInfo, inputFieldsOf } from '../entities/field.js';
import { ProductData } from '../entities/product.js';

type Values = Readonly<Record<string, unknown>>;

/** Where a field stands: in the case itself, or in each of its suspected products. */
export type Place = 'CASE' | 'PRODUCT';

/** A field without which the evaluation is not complete. */
export interface RequiredField {
  field: DataFieldInfo;
  place: Place;
}

/** A required field that is empty. */
export interface MissingField {
  /** REST name. */
  name: string;
  label: string;
  place: Place;
  /** The suspected products that lack it, by name. */
  products: string[];
}

const PLACES: readonly { place: Place; fields: DataFieldInfo[] }[] = [
  { place: 'CASE', fields: inputFieldsOf(CaseData) },
  { place: 'PRODUCT', fields: inputFieldsOf(ProductData) },
];

/** The fields with these REST names, in this order, each once; and the names that no field of a case or of a product has. */
export function requiredFields(names: readonly string[]): { required: RequiredField[]; unknown: string[] } {
  const found = [...new Set(names)].map((name) => ({ name, required: fieldNamed(name) }));
  return {
    required: found.flatMap(({ required }) => required ?? []),
    unknown: found.flatMap(({ name, required }) => (required ? [] : [name])),
  };
}

function fieldNamed(name: string): RequiredField | undefined {
  for (const { place, fields } of PLACES) {
    const field = fields.find(({ wire }) => wire === name);
    if (field) return { field, place };
  }
  return undefined;
}

/** A case with its suspected products, in GraphQL names. */
export type Examined = Values & { products?: readonly Values[] | null };

/**
 * What a case lacks of the required fields (spec/decisions.md "Follow-up"). A product's field is missing when any suspected
 * product lacks it; a case without rows of products still has the one that it names.
 */
export function missingData(required: readonly RequiredField[], examined: Examined): MissingField[] {
  const products = examined.products?.length ? examined.products : [{ nombreProducto: examined.productoSospechoso }];
  return required.flatMap(({ field, place }) => {
    const lacking = (place === 'CASE' ? [examined] : products).filter((row) => isEmpty(row[field.name]));
    if (lacking.length === 0) return [];
    const names = place === 'CASE' ? [] : lacking.flatMap(({ nombreProducto }) => nameOf(nombreProducto));
    return [{ name: field.wire, label: field.about, place, products: names }];
  });
}

function nameOf(name: unknown): string[] {
  return typeof name === 'string' && name.trim() ? [name] : [];
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** The field as a person is asked for it: `Lote (Ibuprofeno, Amoxicilina)`. */
export function askedFor({ label, products }: MissingField): string {
  return products.length > 0 ? `${label} (${products.join(', ')})` : label;
}
