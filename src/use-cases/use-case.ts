import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { now } from '../clock.js';
import type { Channels } from '../channels/index.js';
import type { MessageTexts } from '../channels/template.js';
import type { Config } from '../config.js';
import { DomainError, invalidInput } from '../domain/errors.js';
import type { RequiredField } from '../domain/missing-data.js';
import type { Permission } from '../domain/permissions.js';
import { parse } from '../domain/validation.js';
import type { View } from '../entities/selection.js';
import type { Exporter } from '../exports/index.js';
import type { SigningIdentity } from '../exports/signing/index.js';
import type { LightPreview } from '../exports/preview.js';
import type { Account } from '../storage/accounts.js';
import { actingStatement, type AuditContext } from '../storage/audit.js';
import { transaction } from '../storage/transaction.js';
import type { Database } from '../storage/database.js';
import type { FileStore } from '../storage/files.js';
import type { AttemptLimit } from '../storage/limits.js';
import type { Announcements } from '../storage/announcements.js';
import { announce, type Announcement } from '../storage/notify.js';
import { queryInside } from '../storage/orm.js';
import type { Query } from '../storage/query.js';
import { untilDone } from './again.js';

/** The person behind a request. */
export interface Actor {
  /** 0 for whoever runs a command of the program itself. */
  id: number;
  username: string | null;
  email: string | null;
  roles: readonly string[];
  permissions: ReadonlySet<Permission>;
}

/** What the whole process shares. */
export interface House {
  config: Config;
  database: Database;
  announcements: Announcements;
  exporter: Exporter;
  lightPreview: LightPreview;
  files: FileStore;
  /** The secret that private keys are encrypted with, a name for it that does not tell it, and the organisation's own certificate where one is set. */
  signing: { secret: string; keyring: string; own?: SigningIdentity };
  channels: Channels;
  texts: MessageTexts;
  /** What counts as missing in a case that does not have it. */
  requiredFields: readonly RequiredField[];
  account(id: number): Promise<Account | undefined>;
  forgetAccount(id: number): void;
  tokenKey: Uint8Array;
  /** What values of cases are hashed with where the second opinion on duplicates keeps them. */
  duplicateSecret: string;
  limits: Record<'login' | 'password' | 'otp' | 'otpOfPerson', AttemptLimit>;
  log: Logger;
}

/** One request, whichever door it came in by. */
export interface RequestContext {
  house: House;
  actor: Actor | null;
  /** Why there is nobody although somebody was named: a token that does not hold. */
  refusal?: DomainError;
  requestId: string;
  ip: string | null;
  /** Why the change is made, for the audit log. */
  reason?: string | null;
  /** Aborts when the caller hangs up. */
  signal?: AbortSignal;
}

/** What a verb finds when it runs. */
export interface Room {
  context: RequestContext;
  house: House;
  /** The person acting. Only verbs open to anyone may find nobody. */
  actor: Actor | null;
  query: Query;
  now: Date;
  view: View;
}

/** What a changing verb finds: all its statements share one transaction. */
export interface WorkRoom extends Room {
  em: EntityManager;
  /** Told to every process when, and only when, the change is committed. */
  notify(announcement: Announcement): void;
  /** Done once the change is committed: what no transaction can take back. */
  afterwards(work: () => Promise<void>): void;
}

/** What a changing verb without entities finds. */
export type PlainWorkRoom = Omit<WorkRoom, 'em' | 'afterwards'>;

/** Who may use it: holders of a permission, everybody who has logged in, or anyone. */
export type Access = Permission | 'signed-in' | 'anyone';

interface Definition<Input> {
  /** `noun.verb`, as in `docs/permissions.md`. */
  name: string;
  about: string;
  permission: Access;
  input: z.ZodType<Input>;
}

export interface UseCase<Output = unknown> {
  (context: RequestContext, input?: unknown, view?: View): Promise<Output>;
  readonly definition: Definition<unknown>;
  readonly changes: boolean;
}

/** A verb that only reads: permission, valid input, then one look at the database outside a transaction. */
export function reading<Input, Output>(
  definition: Definition<Input> & { run(room: Room, input: Input): Promise<Output> },
): UseCase<Output> {
  const call = async (context: RequestContext, input: unknown = {}, view: View = {}) => {
    const value = admitted(definition, context, input);
    const { house, actor } = context;
    return definition.run({ context, house, actor, query: house.database.query, now: now(), view }, value);
  };
  return Object.assign(call, { definition, changes: false });
}

interface Changing<Input, Output, Prepared> extends Definition<Input> {
  /** Slow work that needs no transaction (a password to check, a document to print). It must not change anything. */
  prepare?(room: Room, input: Input): Promise<Prepared>;
  run(room: WorkRoom, input: Input, prepared: Prepared): Promise<Output>;
  /** True when a value that we chose ourselves met this unique constraint, so that going again will choose another. */
  goAgain?(constraint: string, input: Input): boolean;
}

/** A verb that changes: permission, valid input, then one transaction with its audit trail and announcements. */
export function changing<Input, Output, Prepared = void>(
  definition: Changing<Input, Output, Prepared>,
): UseCase<Output> {
  const call = async (context: RequestContext, input: unknown = {}, view: View = {}) => {
    const value = admitted(definition, context, input);
    const { house, actor } = context;
    const outside: Room = { context, house, actor, query: house.database.query, now: now(), view };
    const prepared = (await definition.prepare?.(outside, value)) as Prepared;
    const { reason = context.reason } = value as { reason?: string };
    const again = (constraint: string) => definition.goAgain?.(constraint, value) ?? false;
    const { output, later } = await untilDone(again, () =>
      inTransaction({ ...context, reason }, view, (room) => definition.run(room, value, prepared)),
    );
    // Not part of what is done again: the change is committed.
    for (const work of later) await work();
    return output;
  };
  return Object.assign(call, { definition, changes: true });
}

/** A verb that changes by statements of its own, without entities: for what must be fast. Otherwise like `changing`. */
export function writing<Input, Output>(
  definition: Definition<Input> & {
    run(room: PlainWorkRoom, input: Input): Promise<Output>;
    goAgain?(constraint: string, input: Input): boolean;
  },
): UseCase<Output> {
  const call = async (context: RequestContext, input: unknown = {}, view: View = {}) => {
    const value = admitted(definition, context, input);
    const again = (constraint: string) => definition.goAgain?.(constraint, value) ?? false;
    return untilDone(again, () => inPlainTransaction(context, view, (room) => definition.run(room, value)));
  };
  return Object.assign(call, { definition, changes: true });
}

/** Throws unless the person may. The check is the same for every door. */
export function admit(access: Access, { actor, refusal }: Pick<RequestContext, 'actor' | 'refusal'>): void {
  if (access === 'anyone') return;
  if (!actor) throw refusal ?? new DomainError('UNAUTHENTICATED');
  if (access !== 'signed-in' && !actor.permissions.has(access)) {
    throw new DomainError('PERMISSION_DENIED', { permission: access });
  }
}

function admitted<Input>(definition: Definition<Input>, context: RequestContext, input: unknown): Input {
  admit(definition.permission, context);
  const result = parse(definition.input, input);
  if ('issues' in result) throw invalidInput(result.issues);
  return result.value;
}

async function inTransaction<Output>(
  context: RequestContext,
  view: View,
  run: (room: WorkRoom) => Promise<Output>,
): Promise<{ output: Output; later: readonly (() => Promise<void>)[] }> {
  const { house, actor } = context;
  const announcements: Announcement[] = [];
  const later: (() => Promise<void>)[] = [];
  const afterwards = (work: () => Promise<void>) => void later.push(work);
  const output = await house.database.orm.em.fork().transactional(async (em) => {
    const query = queryInside(em);
    await query(actingStatement(auditContext(context)));
    const notify = (announcement: Announcement) => void announcements.push(announcement);
    const made = await run({ context, house, actor, em, query, notify, afterwards, now: now(), view });
    await em.flush();
    for (const announcement of announcements) await announce(query, announcement);
    return made;
  });
  told(house, announcements);
  return { output, later };
}

async function inPlainTransaction<Output>(
  context: RequestContext,
  view: View,
  run: (room: PlainWorkRoom) => Promise<Output>,
): Promise<Output> {
  const { house, actor } = context;
  const announcements: Announcement[] = [];
  const notify = (announcement: Announcement) => void announcements.push(announcement);
  const audit = auditContext(context);
  const output = await transaction(house.database.pool, audit, announcements, (query) =>
    run({ context, house, actor, query, notify, now: now(), view }),
  );
  told(house, announcements);
  return output;
}

/** Lets every process hear what was announced, now that it is committed. */
function told(house: House, announcements: readonly Announcement[]): void {
  for (const { topic, id } of announcements) if (topic === 'user') house.forgetAccount(id);
  if (announcements.length > 0) house.announcements.call();
}

/** Who acts, and why, as the audit log has it. */
export function auditContext({ actor, requestId, reason, ip }: RequestContext): AuditContext {
  return { actorId: actor?.id || null, who: actor?.email ?? actor?.username ?? 'system@vigia', requestId, reason, ip };
}
