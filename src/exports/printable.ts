// XML 1.0 has no place for these, nor for half of a surrogate pair: Word and typst would refuse the document.
const UNPRINTABLE = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** The text fit to be printed: line ends are `\n`, what no document can hold shows as U+FFFD. */
export function printableText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '\uFFFD');
}
