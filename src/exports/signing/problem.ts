/** A signature, a certificate or a time stamp that does not hold. The message is Spanish and stands in reports. */
export class SignatureProblem extends Error {}

/** The message of what does not hold, or `otherwise` for an error of the readers that strangers' bytes ran into. */
export function problemText(error: unknown, otherwise: string): string {
  return error instanceof SignatureProblem ? error.message : otherwise;
}
