import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../templates/messages/', import.meta.url);
const FIELD = /\{\{ *(\w+) *\}\}/g;

/**
 * A text of `templates/messages`, filled with values: `{{ campo }}`. A value stays on its line; a line whose value is missing
 * is left out. Read once, on first use. Throws when the text asks for a field that there is not.
 */
export function messageTemplate<Field extends string>(file: string): (values: Record<Field, string | null>) => string {
  let lines: string[] | undefined;
  return (values) => {
    lines ??= readFileSync(fileURLToPath(new URL(file, FOLDER)), 'utf8').split(/\r?\n/);
    return lines.flatMap((line) => filled(line, values, file) ?? []).join('\n');
  };
}

const SUBJECT = 'Asunto: ';

/** A text of `templates/messages` whose first line is the subject, `Asunto: …`, and which goes on after a blank line. */
export function mailTemplate<Field extends string>(
  file: string,
): (values: Record<Field, string | null>) => { subject: string; text: string } {
  const template = messageTemplate<Field>(file);
  return (values) => {
    const [subject, blank, ...lines] = template(values).split('\n');
    if (!subject?.startsWith(SUBJECT) || blank) throw new Error(`templates/messages/${file}: begins with no subject`);
    return { subject: subject.slice(SUBJECT.length), text: lines.join('\n') };
  };
}

function filled(line: string, values: Readonly<Record<string, string | null>>, file: string): string | undefined {
  const fields = [...line.matchAll(FIELD)].map(([, name]) => name!);
  const unknown = fields.find((name) => !Object.hasOwn(values, name));
  if (unknown) throw new Error(`templates/messages/${file}: there is no field {{ ${unknown} }}`);
  if (fields.some((name) => !values[name])) return undefined;
  return line.replace(FIELD, (_whole, name: string) => values[name]!.replace(/\s+/g, ' '));
}
