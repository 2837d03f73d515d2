import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getNamedType,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { createHash, randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Feed, Told } from '../storage/heard.js';
import { Kept } from '../storage/kept.js';
import { actorNow } from '../use-cases/actor.js';
import type { Actor } from '../use-cases/use-case.js';
import type { DoorContext } from './context.js';
import { write } from './flow.js';

/** Answers to the latest events, for those who are told a little later. */
const CHARACTERS_KEPT = 20_000_000;

/** An operation of a subscriber: what is executed, and where the answers go. */
export interface LiveArgs extends ExecutionArgs {
  contextValue: DoorContext;
  client: WebSocket;
  operationId: string;
  /** Document and variables as one text. */
  asked: string;
  present(error: GraphQLError): GraphQLFormattedError;
}

type Stream = AsyncIterableIterator<ExecutionResult>;

/**
 * Runs subscriptions, and writes the answers to the sockets itself: an event is executed and put into words once for all
 * who ask the same with the same rights, and only the id of the operation differs.
 */
export function fanOut(schema: GraphQLSchema): (args: LiveArgs) => Promise<Stream | ExecutionResult> {
  const answers = new Kept<string>(CHARACTERS_KEPT, ({ length }) => length);
  const isPublic = publicDocuments(schema);
  return async (args) => {
    const feed = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in feed)) return feed;
    const asked = isPublic(args.document) ? digest(args.asked) : randomUUID();
    return written(feed as Feed<unknown>, args, async (told) => {
      const actor = await actorNow(args.contextValue);
      const { language } = args.contextValue;
      const name = `${told.event.eventId} ${language} ${asked} ${rightsOf(actor)}`;
      return answers.get(name, () => answer(args, told, { ...args.contextValue, actor }));
    });
  };
}

/** What graphql-ws waits on: it never sees an answer, only the end or a failure. */
function written(feed: Feed<unknown>, args: LiveArgs, say: (told: Told<unknown>) => Promise<string>): Stream {
  const { client, operationId } = args;
  const before = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`;
  const end = async () => {
    await feed.return();
    return { done: true as const, value: undefined };
  };
  const state = { ended: false };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for await (const told of feed) {
        const text = await say(told);
        if (state.ended) break;
        await write(client, `${before}${text}}`, !feed.isLive);
      }
      return end();
    },
    return() {
      state.ended = true;
      return end();
    },
  };
}

async function answer(args: LiveArgs, told: Told<unknown>, contextValue: DoorContext): Promise<string> {
  const { errors, ...result } = await execute({ ...args, rootValue: told, contextValue });
  const extensions = { ...result.extensions, eventId: told.event.eventId };
  return JSON.stringify({ ...(errors && { errors: errors.map(args.present) }), ...result, extensions });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

const known = new WeakMap<Actor, string>();

/** The same short text for all who may do the same. */
function rightsOf(actor: Actor): string {
  const rights = known.get(actor) ?? digest([...actor.permissions].toSorted().join());
  known.set(actor, rights);
  return rights;
}

/** Types whose fields are the same for all who have the same rights. What is not named here is answered to each person alone. */
const PUBLIC_TYPES = new Set([
  'CaseChange',
  'Case',
  'Product',
  'Concomitant',
  'FollowupEntry',
  'AdverseEvent',
  'FollowupMessage',
  'InboundMessage',
  'InboundAttachment',
]);

function publicDocuments(schema: GraphQLSchema): (document: DocumentNode) => boolean {
  const looked = new WeakMap<DocumentNode, boolean>();
  return (document) => {
    const before = looked.get(document);
    if (before !== undefined) return before;
    const found = isPublicDocument(schema, document);
    looked.set(document, found);
    return found;
  };
}

function isPublicDocument(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let isPublic = true;
  const look = visitWithTypeInfo(types, {
    Field(node) {
      const type = types.getType();
      if (node.selectionSet && type && !PUBLIC_TYPES.has(getNamedType(type).name)) isPublic = false;
    },
  });
  visit(document, look);
  return isPublic;
}
