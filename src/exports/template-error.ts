/** A template that cannot be filled. The message is for its author: Spanish, one line for each fault, saying where. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(
    readonly faults: readonly string[],
    file = '',
  ) {
    const name = file && ` ${file}`;
    super(`La plantilla${name} no se puede usar:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  }
}

interface Fault {
  properties?: {
    id?: string;
    xtag?: string;
    context?: string;
    openingtag?: string;
    closingtag?: string;
    file?: string;
    errors?: Fault[];
  };
}

type Properties = NonNullable<Fault['properties']>;

/** What docxtemplater finds wrong, in words. Other faults are told by their identifier. */
const FAULTS: Record<string, (fault: Properties) => string> = {
  unclosed_tag: (fault) => `la etiqueta «${near(fault)}» no se cierra con «}}»`,
  unopened_tag: (fault) => `«${near(fault)}» no se abre con «{{»`,
  duplicate_open_tag: (fault) => `«{{» repetido en «${near(fault)}»`,
  duplicate_close_tag: (fault) => `«}}» repetido en «${near(fault)}»`,
  unclosed_loop: (fault) => `el bloque «{{#${shown(fault)}}}» no se cierra con «{{/${shown(fault)}}}»`,
  unopened_loop: (fault) => `«{{/${shown(fault)}}}» cierra un bloque que no se abrió`,
  closing_tag_does_not_match_opening_tag: ({ openingtag, closingtag }) =>
    `«{{/${closingtag?.trim()}}}» cierra el bloque «{{#${openingtag?.trim()}}}»`,
  docxtemplater_doc_file: () => 'el archivo es .doc: guárdelo como .docx',
  filetype_not_identified: () => 'el archivo no es un documento de Word (.docx)',
  filetype_not_handled: () => 'el archivo no es un documento de Word (.docx)',
  malformed_xml: () => 'el XML está dañado',
  file_has_invalid_xml: () => 'el XML está dañado',
  unbalanced_loop_tags: () => 'dos bloques distintos repiten la misma fila: ponga cada uno en su fila',
  loop_position_invalid: (fault) =>
    `el bloque «{{#${shown(fault)}}}» empieza dentro de una tabla, cuadro o control y termina fuera`,
  no_xml_tag_found_at_left: (fault) => `«${shown(fault)}» repite filas y no está en una tabla`,
  no_xml_tag_found_at_right: (fault) => `«${shown(fault)}» repite filas y no está en una tabla`,
};

function shown({ xtag }: Properties): string {
  return (xtag ?? '').trim();
}

const NEAR_CHARACTERS = 40;

/** The text around a tag that never ended may be the rest of the document. */
function near({ context = '' }: Properties): string {
  return context.trim().slice(0, NEAR_CHARACTERS);
}

const PARTS: readonly (readonly [RegExp, string])[] = [
  [/document/, 'cuerpo'],
  [/header/, 'encabezado'],
  [/footer/, 'pie de página'],
  [/footnotes/, 'notas al pie'],
  [/comments/, 'comentarios'],
  [/docProps/, 'propiedades'],
];

/** Name that an author knows a part of the file by: `word/header1.xml` → `encabezado 1`. */
export function partName(file: string | undefined): string {
  if (!file) return 'plantilla';
  const known = PARTS.find(([pattern]) => pattern.test(file));
  return known ? [known[1], /\d+/.exec(file)?.[0]].filter(Boolean).join(' ') : file;
}

/** The faults that docxtemplater throws, which come one alone or several in a "Multi error", as one TemplateError. */
export function templateErrorFrom(error: unknown): TemplateError {
  const fault = error as Fault & { message?: string };
  const all = fault.properties?.errors ?? [fault];
  return new TemplateError(
    all.map(({ properties }) => {
      const text =
        FAULTS[properties?.id ?? '']?.(properties ?? {}) ?? properties?.id ?? fault.message ?? 'error desconocido';
      return `${partName(properties?.file)}: ${text}`;
    }),
  );
}
