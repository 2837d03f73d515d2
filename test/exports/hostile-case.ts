import { AdverseEventData } from '../../src/entities/adverse-event.js';
import { CaseData } from '../../src/entities/case.js';
import { ConcomitantData } from '../../src/entities/concomitant.js';
import { type DataFieldInfo, inputFieldsOf } from '../../src/entities/field.js';
import { FollowupEntryData } from '../../src/entities/followup-entry.js';
import { ProductData } from '../../src/entities/product.js';

type DataClass = Parameters<typeof inputFieldsOf>[0];
type Texts = Record<string, string>;

/** Texts that mean something to a browser, a Word processor, a template, XML, a spreadsheet or a file system. `at` is the listener. */
export function attacks(at: string): string[] {
  return [
    `<img src=${at}/img onerror=fetch("${at}/onerror")>`,
    `<script>fetch("${at}/js")</script><svg/onload=alert(1)>`,
    `<style>@import url(${at}/css);*{display:none}</style>`,
    `<link rel=stylesheet href=${at}/link><base href=${at}>`,
    `<iframe src="file:///etc/hostname"></iframe> file:///etc/hostname`,
    `<meta http-equiv=refresh content="0;url=${at}/meta">`,
    `javascript:fetch("${at}/u") data:text/html,<b>x</b>`,
    '{{firma_nombre}} {{#productos}}{{n}}{{/productos}} {{{x}}} {{%firma_img}} {{constructor}} {{__proto__}}',
    '{% for x in y %} {{ 7*7 }} ${7*7} <%= 7*7 %> #{7*7} {{/}} }} {{',
    `INCLUDEPICTURE "${at}/field" \\d INCLUDETEXT "file:///etc/hostname" DDEAUTO cmd`,
    `=HYPERLINK("${at}/h";"x") =cmd|' /C calc'!A0 @SUM(1) +1 -1`,
    '</w:t></w:r></w:p><w:p><w:r><w:t>otro</w:t></w:r></w:p><w:altChunk r:id="rId1"/>',
    '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/hostname">]> &xxe; &amp;lt; &#0; &#x41; ]]> <![CDATA[x]]> <!-- -->',
    `\\\\127.0.0.1\\c$\\x ../../etc/passwd %2e%2e ${at}/plain`,
    "'; drop table icsr; -- \" ' \\ % _ * ? | > /dev/null $(id) `id`",
    'cuatro bytes 😀 ☐☒✓ ≥≤µ½ é ñ ü İ ß ǅ \u00a0duro fin',
  ];
}

/** Characters that no font of ours has, or that only have an effect on others: a document has to hold them, whatever it shows. */
export const ODD = [
  'médica 👩🏽‍⚕️ familia 👨‍👩‍👧‍👦 bandera 🇵🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'Z̸̢̛͚a̴l̷g̶o h\u00adu\u200be\u200cc\u200do\u2060s \uFEFF \u180E \u2028 \u2029 \u0085 \uE000 \uE001 \uFFFC',
  '漢字 한국어 हिन्दी ไทย ﷽ 𝔘𝔫𝔦 𐎀 \u{E0001}\u{10FFFD}',
];

/** Texts that turn the direction of what stands around them, and do not turn it back. */
export const TURNING = [
  '\u202Eal revés',
  '\u202Dforzado \u202Eal revés \u202C otra vez',
  '\u2067aislado \u2066dos',
  '\u2069\u2069 sin comienzo \u202C\u202C',
  '\u202B\u2069\u202Eanidado\u2068',
  'שלום עולם 12',
  'عبد الله ٣٤ mg',
  '\u200F\u061Cmarca',
];

/** Every field of one kind of row that takes free text, with one of the texts behind a mark of its own. */
export function textsFor(data: DataClass, texts: readonly string[], row = ''): Texts {
  return Object.fromEntries(
    inputFieldsOf(data)
      .filter(isText)
      .map(({ wire }, place) => [wire, `${row}${place} ${texts[place % texts.length]}`]),
  );
}

function isText({ type, pattern }: DataFieldInfo): boolean {
  return (type === 'string' || type === 'narrative') && !pattern;
}

/** A case whose every text is one of these, with a row of each kind for each of them. */
export function caseOfTexts(texts: readonly string[]) {
  const rows = (data: DataClass, mark: string) =>
    texts.map((_, place) => textsFor(data, [...texts.slice(place), ...texts.slice(0, place)], `${mark}${place}.`));
  return {
    ...textsFor(CaseData, texts, 'i'),
    paciente_edad: 45,
    ea_criterios_gravedad: [`crit ${texts[0]}`],
    productos: rows(ProductData, 'p'),
    concomitantes: rows(ConcomitantData, 'c'),
    eventos: rows(AdverseEventData, 'e'),
    seguimientos: rows(FollowupEntryData, 's'),
  };
}

/** What is kept for the unit's own work, or decides a box: the form has no line for the text itself. */
const NOT_PRINTED: Record<'icsr' | 'productos' | 'concomitantes' | 'eventos', string[]> = {
  icsr: words(`producto_sospechoso ea_causalidad estado fuente_notificacion origen_notificacion doc_fuente_url
    codigo_interno_lab lt_comentarios_no_sometimiento lt_problemas_adicionales qc_realizado_por revision_senales
    comentarios_adicionales seg_adicional_comentarios seg_adicional_estado`),
  productos: words(`desaparecio_al_suspender desaparecio_al_disminuir_dosis reaparecio_reexposicion antecedente_reaccion
    paciente_recibio_tratamiento_ram`),
  concomitantes: [],
  eventos: words('tipo_notificacion solo_ram_grave texto_correo doc_fuente_url meddra_pt_manual'),
};

function words(text: string): string[] {
  return text.split(/\s+/);
}

/** The texts of such a case that its form shows. */
export function printedTexts(body: ReturnType<typeof caseOfTexts>): string[] {
  const { productos, concomitantes, eventos } = body;
  const shown = (row: object, hidden: readonly string[]) =>
    Object.entries(row).flatMap(([name, text]) => (typeof text === 'string' && !hidden.includes(name) ? [text] : []));
  return [
    ...body.ea_criterios_gravedad,
    ...shown(body, NOT_PRINTED.icsr),
    ...productos.flatMap((row) => shown(row, NOT_PRINTED.productos)),
    ...concomitantes.flatMap((row) => shown(row, NOT_PRINTED.concomitantes)),
    ...eventos.flatMap((row) => shown(row, NOT_PRINTED.eventos)),
  ];
}
