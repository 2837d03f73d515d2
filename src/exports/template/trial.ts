import { fillParts } from '../docx.js';
import { TemplateError } from '../template-error.js';
import { fault, type Finding } from './finding.js';
import { sampleCase } from './names.js';
import { filledParts } from './parts.js';
import { scanXml } from './xml.js';

/** Fills a template with a case that has everything and one that has nothing, and tells what goes wrong. */
export function tryOut(docx: Uint8Array): Finding[] {
  return [true, false].map((isFull) => trialFaults(docx, isFull)).find((findings) => findings.length > 0) ?? [];
}

function trialFaults(docx: Uint8Array, isFull: boolean): Finding[] {
  try {
    const { zip } = fillParts(docx, sampleCase(isFull));
    return filledParts(zip).flatMap((name) => {
      const text = scanXml(zip.file(name)!.asText());
      return text ? [fault(`al rellenarla, ${text}`, name)] : [];
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error.faults.map((text) => fault(text));
  }
}
