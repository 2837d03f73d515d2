import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { Config } from '../config.js';
import { Meter, refuse, shapesOf } from './meter.js';

export interface GuardedRequest {
  query: string;
  operationName?: string | null;
  variables?: Readonly<Record<string, unknown>> | null;
}

/** Whether somebody is logged in: the documents of nobody in particular are not remembered. */
type Caller = 'somebody' | 'nobody';

export interface Guarded {
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

/** Most characters of all documents that are remembered; parsed, each takes some hundreds of bytes. */
const CHARACTERS_KEPT = 200_000;
const DOCUMENT_CHARACTERS_KEPT = 20_000;

/**
 * The one gate for GraphQL documents, over HTTP and WebSocket alike. Throws DOCUMENT_REFUSED, with the limit that was
 * passed, before anything is validated or run.
 */
export function createGuard(
  config: Config,
  schema: GraphQLSchema,
): (request: GuardedRequest, caller: Caller) => Guarded {
  const documents = documentCache();
  const shapes = shapesOf(schema);
  const admitted = new WeakMap<DocumentNode, Map<string, Guarded>>();
  return ({ query, operationName, variables }, caller) => {
    const document = documents.get(query) ?? parsedWithin(query, config.graphqlTokensMax);
    const known = admitted.get(document)?.get(operationName ?? '');
    if (known) return known;
    const operation = operationOf(document, operationName);
    const meter = new Meter(fragmentsOf(document), variables ?? {}, shapes, config);
    // What is not run is validated all the same, and must not be endless either.
    for (const node of document.definitions) if ('selectionSet' in node && node !== operation) meter.measure(node);
    const { depth, aliases, cost } = meter.measure(operation);
    refuseAbove('niveles de anidamiento', 'levels of nesting', depth, config.graphqlDepthMax);
    refuseAbove('alias', 'aliases', aliases, config.graphqlAliasesMax);
    const objects = 'objetos pedidos (reduzca `first` o los niveles)';
    refuseAbove(objects, 'objects asked for (take a smaller `first` or fewer levels)', cost, config.graphqlCostMax);
    const guarded = { document, operation };
    if (caller === 'somebody') documents.keep(query, document);
    if (!meter.dependsOnVariables) {
      admitted.set(document, (admitted.get(document) ?? new Map()).set(operationName ?? '', guarded));
    }
    return guarded;
  };
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
}

function refuseAbove(es: string, en: string, amount: number, most: number): void {
  if (amount <= most) return;
  refuse(
    `El documento GraphQL pasa el límite de ${most} ${es}.`,
    `The GraphQL document passes the limit of ${most} ${en}.`,
  );
}

/** Documents that were admitted, the ones kept longest going first. */
function documentCache() {
  const kept = new Map<string, DocumentNode>();
  let characters = 0;
  return {
    get: (query: string) => kept.get(query),
    keep(query: string, document: DocumentNode): void {
      if (kept.has(query) || query.length > DOCUMENT_CHARACTERS_KEPT) return;
      kept.set(query, document);
      characters += query.length;
      for (const oldest of kept.keys()) {
        if (characters <= CHARACTERS_KEPT) break;
        kept.delete(oldest);
        characters -= oldest.length;
      }
    },
  };
}

function parsedWithin(query: string, tokensMax: number): DocumentNode {
  try {
    return parse(query, { maxTokens: tokensMax });
  } catch (error) {
    const { message } = error as Error;
    if (message.includes('Parsing aborted'))
      refuse(
        `El documento GraphQL pasa el límite de ${tokensMax} símbolos. Use variables.`,
        `The GraphQL document passes the limit of ${tokensMax} tokens. Use variables.`,
      );
    refuse(message);
  }
}

function operationOf(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const chosen = name ? operations.filter((node) => node.name?.value === name) : operations;
  if (chosen.length !== 1)
    refuse(
      'Indique con `operationName` una operación del documento.',
      'Name one operation of the document in `operationName`.',
    );
  return chosen[0]!;
}

/** What nobody in particular may run: logging in, alone. Introspection too, where the profile allows it. */
export function openToAnyone({ operation }: Guarded, production: boolean): boolean {
  const names = operation.selectionSet.selections.map((node) => (node.kind === Kind.FIELD ? node.name.value : ''));
  if (operation.operation === 'mutation') return names.length === 1 && names[0] === 'login';
  return !production && names.length > 0 && names.every((name) => name.startsWith('__'));
}

const ANONYMOUS_CHARACTERS_MAX = 5000;

/** Cheap first look, before an anonymous document is even parsed. */
export function mayBeOpenToAnyone(query: string, production: boolean): boolean {
  return query.length <= ANONYMOUS_CHARACTERS_MAX && (/\blogin\b/.test(query) || (!production && query.includes('__')));
}
