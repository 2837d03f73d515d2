import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { now } from '../clock.js';
import type { House } from '../use-cases/use-case.js';
import type { DoorContext } from './context.js';

/** Sockets for one person at one process: a screen or two of live lists, not a flood. */
const SOCKETS_MAX = 20;
/** With the three seconds that an account is remembered for, whoever is shut out leaves within five, told of it or not. */
const LOOK_AGAIN_MS = 1500;
const TIMER_MS_MAX = 2_147_483_647;

type Identify = () => Promise<DoorContext>;

interface Person {
  /** What tokens depend on, as it was when it was last looked at. */
  standing: string;
  sockets: Map<WebSocket, Identify>;
}

/** Who is connected for subscriptions. Nobody stays longer than their token and their account. */
export class Seats {
  private readonly people = new Map<number, Person>();
  private readonly timer: NodeJS.Timeout;
  private readonly stop: () => void;

  constructor(private readonly house: House) {
    this.timer = setInterval(() => this.lookAgain(), LOOK_AGAIN_MS).unref();
    this.stop = house.announcements.on(({ topic, id }) => {
      if (topic === 'user') this.recheck(this.people.get(id));
    });
  }

  /** Takes a place for a person's socket until it closes. False when all are taken. */
  async take(client: WebSocket, { actor, expiresAt }: DoorContext, identify: Identify): Promise<boolean> {
    const id = actor!.id;
    const standing = await this.standingOf(id);
    const person = this.people.get(id) ?? { standing, sockets: new Map<WebSocket, Identify>() };
    if (person.sockets.size >= SOCKETS_MAX || client.readyState !== client.OPEN) return false;
    this.people.set(id, person);
    person.sockets.set(client, identify);
    // Whoever was shut out since their token was looked at was not among the sockets that were told.
    lookAt(client, identify);
    const leftMs = Math.min((expiresAt?.getTime() ?? 0) - now().getTime(), TIMER_MS_MAX);
    const timer = setTimeout(() => shutOut(client), Math.max(leftMs, 0));
    client.once('close', () => {
      clearTimeout(timer);
      person.sockets.delete(client);
      if (person.sockets.size === 0) this.people.delete(id);
    });
    return true;
  }

  close(): void {
    clearInterval(this.timer);
    this.stop();
  }

  private lookAgain(): void {
    for (const [id, person] of this.people) {
      this.standingOf(id).then(
        (standing) => {
          if (standing !== person.standing) this.recheck(person);
          person.standing = standing;
        },
        // The database is away, and nobody can have been shut out in it.
        () => undefined,
      );
    }
  }

  private async standingOf(id: number): Promise<string> {
    const account = await this.house.account(id);
    return account ? `${account.isActive} ${account.tokenGeneration}` : '';
  }

  private recheck(person: Person | undefined): void {
    for (const [client, identify] of person?.sockets ?? []) lookAt(client, identify);
  }
}

function lookAt(client: WebSocket, identify: Identify): void {
  identify().then(
    ({ actor }) => actor ?? shutOut(client),
    () => shutOut(client),
  );
}

function shutOut(client: WebSocket): void {
  client.close(CloseCode.Forbidden, 'Token inválido');
}
