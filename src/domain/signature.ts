/** What is known of a person by the account alone. */
interface Person {
  fullName: string | null;
  username: string | null;
  email: string | null;
  cargo: string | null;
}

/** How somebody signs who has set up no profile: name, post and e-mail of the account (spec/decisions.md "Signature profiles"). */
export function defaultSignature({ fullName, username, email, cargo }: Person) {
  return { nombre: fullName ?? username ?? email, cargo, emailAlt: email };
}
