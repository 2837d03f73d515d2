import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { DomainError, errorText, ERRORS, type ErrorLanguage } from '../domain/errors.js';
import { issueText } from '../domain/issues.js';

/** Any error as the one that may be shown. What is not a DomainError is logged once and becomes INTERNAL. */
export function presentable(error: unknown, log: Logger, requestId: string): DomainError {
  if (error instanceof DomainError) return error;
  const original = rootOf(error);
  if (original instanceof DomainError) return original;
  log.error({ requestId, ...traces(original) }, 'unexpected error');
  return new DomainError('INTERNAL');
}

/** True for what GraphQL itself complains of: a document or a variable that does not fit. Its own words are the best. */
export function speaksForItself(error: GraphQLError): boolean {
  const own = error.extensions.code;
  const refused = own === 'BAD_USER_INPUT' || own === 'GRAPHQL_VALIDATION_FAILED' || own === 'GRAPHQL_PARSE_FAILED';
  return refused || rootOf(error) instanceof GraphQLError;
}

function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

/** Where an unexpected error came from. Its message is left out: database messages carry the values of rows. */
function traces(error: unknown): { name: string; code?: string; constraint?: string; at?: string[] } {
  const { name, code, constraint, stack } = error as Error & { code?: string; constraint?: string };
  const at = stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  return { name, code, constraint, at: at?.map((line) => line.trim()) };
}

/** A DomainError as GraphQL shows it: `extensions.code`, and every issue with its path for input. */
export function asGraphqlError(error: DomainError, language: ErrorLanguage): GraphQLError {
  const issues = error.issues.map((issue) => ({
    path: issue.path,
    code: issue.code,
    message: issueText(issue, language === 'en' ? 'en' : 'es'),
  }));
  const status = httpStatus(error);
  const extensions = { code: error.code, ...(issues.length > 0 && { issues }), ...(status && { http: { status } }) };
  return new GraphQLError(errorText(error, language), { extensions });
}

/** GraphQL answers are 200 with errors inside, except where nothing was run. */
function httpStatus(error: DomainError): number | undefined {
  const { status } = ERRORS[error.code];
  return status === 401 || status === 413 || status === 415 || error.code === 'DOCUMENT_REFUSED' ? status : undefined;
}
