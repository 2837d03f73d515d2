import type { View } from '../entities/selection.js';
import type { UseCase } from '../use-cases/use-case.js';

/** A request as a row of the table sees it. */
export interface WireRequest {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | string[] | undefined>>;
  body: unknown;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What is sent back where it is not simply the answer as JSON. */
export interface WireReply {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body: unknown;
}

/** One route: an address, the use-case behind it, how the request becomes its input and its answer a reply. */
export interface Route<Output = unknown> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`; parameters as `:name`. */
  path: string;
  useCase: UseCase<Output>;
  input(request: WireRequest): unknown;
  view?: View;
  reply(output: Output): WireReply;
  /** For `openapi.json`. */
  about: string;
  body?: string;
  answer: string;
  status: number;
}

type RouteOptions<Output> = Partial<
  Pick<Route<Output>, 'input' | 'view' | 'reply' | 'about' | 'body' | 'answer' | 'status'>
>;

/** A row of the route table. Without more, the path's parameters are the input and the answer is sent as it is. */
export function route<Output>(
  method: Route['method'],
  path: string,
  useCase: UseCase<Output>,
  options: RouteOptions<Output> = {},
): Route {
  const { status = 200 } = options;
  const row: Route<Output> = {
    method,
    path,
    useCase,
    input: identifiers,
    about: useCase.definition.about,
    answer: 'object',
    reply: (output) => ({ status, body: output }),
    ...options,
    status,
  };
  return row as Route;
}

/** The identifiers in the path. */
export function identifiers({ params }: WireRequest): { id?: string; eventId?: string } {
  return { ...(params.icsr_id && { id: params.icsr_id }), ...(params.evento_id && { eventId: params.evento_id }) };
}

/** A query parameter; the last one where it was given more than once. */
export function parameter({ query }: WireRequest, ...names: string[]): string | undefined {
  for (const name of names) {
    const given = query[name];
    if (given !== undefined) return Array.isArray(given) ? given.at(-1) : given;
  }
  return undefined;
}

/** A whole number from the query; what is none is passed on to be complained about. */
export function numberParameter(request: WireRequest, name: string, fallback: number): number | string {
  const given = parameter(request, name);
  if (given === undefined) return fallback;
  return /^-?\d{1,15}$/.test(given.trim()) ? Number(given) : given;
}

/** Identifiers given as `ids=1&ids=2`, as `ids=1,2`, or both. */
export function idsParameter({ query }: WireRequest): string[] {
  return [query.ids ?? []]
    .flat()
    .flatMap((part) => part.split(',').map((id) => id.trim()))
    .filter((id) => id !== '');
}

/** The version that `If-Match` names. `*` and none: whatever it is now. One that no case can have, for anything else. */
export function expectedVersion({ headers }: WireRequest): number | undefined {
  const given = headers['if-match'];
  if (typeof given !== 'string' || given.trim() === '*' || given.trim() === '') return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(given.trim())?.[1];
  return version && Number(version) > 0 ? Number(version) : IMPOSSIBLE_VERSION;
}

const IMPOSSIBLE_VERSION = 2_147_483_647;
