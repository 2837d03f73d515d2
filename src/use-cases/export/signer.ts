import type { Signer } from '../../exports/context.js';
import type { Account } from '../../storage/accounts.js';

/** The signature of a person who has set up no profile: name, post and e-mail of the account (spec/decisions.md "Signature profiles"). */
export function defaultSigner({ fullName, username, email, cargo }: Account): Signer {
  return {
    nombre: fullName ?? username ?? email,
    cargo,
    company: null,
    celular: null,
    emailAlt: email,
    website: null,
  };
}
