// Subscriptions by graphql-ws as its documentation has them: a message is read once, and each subscriber is executed. Nobody
// logs in, nothing that was missed is told, and nobody who does not read is cut.
import { EventEmitter, on } from 'node:events';
import { createServer } from 'node:http';
import { GraphQLObjectType, GraphQLInt, GraphQLID, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { listen, openPool } from './connection.mjs';

const pool = openPool();
const events = new EventEmitter().setMaxListeners(0);

const text = { type: GraphQLString };
const FollowupMessage = new GraphQLObjectType({
  name: 'FollowupMessage',
  fields: {
    id: { type: GraphQLID },
    icsrId: { type: GraphQLInt },
    channel: text,
    direction: text,
    body: text,
    createdAt: text,
  },
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { nothing: text } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      followupReceived: {
        type: FollowupMessage,
        args: { after: { type: GraphQLID } },
        async *subscribe() {
          for await (const [message] of on(events, 'message')) yield { followupReceived: message };
        },
      },
    },
  }),
});

const listener = await pool.connect();
await listener.query('listen bench');
const READ = `select id, icsr_id as "icsrId", channel, direction, body, created_at as "createdAt" from followup_messages where id = $1`;
let order = Promise.resolve();
listener.on('notification', ({ payload }) => {
  const read = pool.query(READ, [payload]);
  order = order.then(async () => events.emit('message', (await read).rows[0]));
});

const server = createServer();
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
listen(server);
