/** Turns a filled Word document into a PDF. One engine, one file beside this one. */
export interface PdfEngine {
  readonly name: string;
  /** Whether a conversion can be tried on this machine. Never throws. */
  available(): Promise<boolean>;
  /** Throws when it fails, passes its deadline or `signal` aborts; the engine is ready for the next document all the same. */
  convert(docx: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** Ends every process that the engine started. */
  close(): Promise<void>;
}
