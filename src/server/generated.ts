import { fileURLToPath } from 'node:url';
import { type Config, SETTINGS } from '../config.js';
import { PERMISSIONS, ROLES } from '../domain/permissions.js';
import { AdverseEvent } from '../entities/adverse-event.js';
import { Case } from '../entities/case.js';
import { CatalogProduct } from '../entities/catalog-product.js';
import { Concomitant } from '../entities/concomitant.js';
import { ExportFile } from '../entities/export-file.js';
import { type DataFieldInfo, fieldsOf } from '../entities/field.js';
import { FollowupEntry } from '../entities/followup-entry.js';
import { FollowupMessage } from '../entities/followup-message.js';
import { InboundAttachment } from '../entities/inbound-attachment.js';
import { InboundMessage } from '../entities/inbound-message.js';
import { Product } from '../entities/product.js';
import { SignatureProfile } from '../entities/signature-profile.js';
import { openApiDocument } from '../rest-compat/openapi.js';
import { createSchema, schemaText } from '../schema/build.js';
import { USE_CASES } from '../use-cases/index.js';

/** A file that follows from the code. It is checked in, and a test fails when it is stale. */
export interface GeneratedFile {
  path: string;
  text: string;
}

/** All generated files as they should be now. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  return [
    { path: place('src/schema/schema.graphql'), text: schemaText(await createSchema()) },
    { path: place('src/rest-compat/openapi.json'), text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
    { path: place('docs/fields.md'), text: fieldsPage() },
    { path: place('docs/permissions.md'), text: permissionsPage() },
    { path: place('docs/settings.md'), text: settingsPage() },
  ];
}

function place(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

const MADE = '<!-- Made by `npm run build`. Do not edit. -->\n';

const SECTIONS = [
  { title: 'Case: `Case`, `/icsr`', entity: Case },
  { title: 'Suspected product: `Product`, `productos[]`', entity: Product },
  { title: 'Concomitant product: `Concomitant`, `concomitantes[]`', entity: Concomitant },
  { title: 'Follow-up entry: `FollowupEntry`, `seguimientos[]`', entity: FollowupEntry },
  { title: 'Adverse event: `AdverseEvent`, `eventos[]`', entity: AdverseEvent },
  { title: 'Message: `FollowupMessage`', entity: FollowupMessage },
  { title: 'Message from outside: `InboundMessage`', entity: InboundMessage },
  { title: 'File that came with a message: `Attachment`', entity: InboundAttachment },
  { title: 'Document: `ExportFile`, `/icsr/{id}/exports`', entity: ExportFile },
  { title: 'Catalogue product: `CatalogProduct`', entity: CatalogProduct },
  { title: 'Signature profile: `SignatureProfile`, `/firmas`', entity: SignatureProfile },
];

function fieldsPage(): string {
  const sections = SECTIONS.map(({ title, entity }) => {
    const rows = fieldsOf(entity).map((field) => [
      `\`${field.name}\``,
      `\`${field.wire}\``,
      field.about,
      field.type,
      limitsOf(field),
      field.e2b ?? '',
      field.privacy,
      (field.aliases ?? []).map((alias) => `\`${alias}\``).join(', '),
    ]);
    return `## ${title}\n\n${table(['GraphQL', 'REST', 'Etiqueta', 'Type', 'Limits', 'E2B(R3)', 'Privacy', 'REST aliases'], rows)}`;
  });
  return `${MADE}\n# Field dictionary\n\nEvery data field, from its one declaration in \`src/entities\`.\n\n${sections.join('\n\n')}\n`;
}

function limitsOf(field: DataFieldInfo): string {
  const { required, readOnly, above, min, max, pattern, notFuture, notBefore, unique, vocabulary } = field;
  return [
    required && 'required',
    readOnly && 'read only',
    unique && 'unique',
    above !== undefined && `> ${above}`,
    min !== undefined && `≥ ${min}`,
    max !== undefined && `≤ ${max}`,
    field.type === 'string' && !readOnly && '255 characters',
    field.type === 'narrative' && !readOnly && '100,000 characters',
    field.type === 'json' && !readOnly && '20,000 characters, 10 levels',
    pattern && pattern.es,
    notFuture && 'not in the future',
    notBefore && `not before \`${notBefore}\``,
    vocabulary && `known values: \`${vocabulary}\``,
  ]
    .filter(Boolean)
    .join('; ');
}

function permissionsPage(): string {
  const roles = Object.entries(ROLES);
  const byRole = Object.entries(PERMISSIONS).map(([permission, about]) => [
    `\`${permission}\``,
    about,
    ...roles.map(([, granted]) => ((granted as readonly string[]).includes(permission) ? '✓' : '')),
  ]);
  const useCases = USE_CASES.map(({ definition, changes }) => [
    `\`${definition.name}\``,
    definition.about,
    `\`${definition.permission}\``,
    changes ? 'changes' : 'reads',
  ]);
  return `${MADE}
# Permissions

## What each role may do

${table(['Permission', 'To', ...roles.map(([role]) => role)], byRole)}

Overrides of a single account (\`custom_permissions\`) add to or take from this.

## What each verb asks for

${table(['Verb', 'To', 'Permission', ''], useCases)}
`;
}

function settingsPage(): string {
  const rows = Object.values(SETTINGS as Record<keyof Config, { name: string; about: string; fallback?: string }>).map(
    ({ name, about, fallback }) => [`\`${name}\``, about, fallback === undefined ? '' : `\`${fallback}\``],
  );
  return `${MADE}
# Settings

Environment variables. A setting that makes no sense stops the start with a message that says what to do.

${table(['Variable', 'What it does', 'Default'], rows)}
`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
