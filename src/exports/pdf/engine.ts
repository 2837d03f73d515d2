/** Turns a filled Word document into a PDF. One engine, one file beside this one. */
export interface PdfEngine {
  readonly name: string;
  /** The program that prints and its version, as it tells them. Throws where there is none. */
  version(): Promise<string>;
  /**
   * Throws when it fails, passes its deadline or `signal` aborts, and DocumentUnfit where the document is to blame; the engine
   * is ready for the next document all the same.
   */
  convert(docx: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** Ends every process that the engine started. */
  close(): Promise<void>;
}
