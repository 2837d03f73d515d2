/** Who asks later is given what is so by then: nothing that was deleted, and no link that has run out. */
const KEPT_MS = 2000;

interface Entry<Value> {
  value: Promise<Value>;
  size: number;
  since: number;
}

/** Remembers what was made for a name, for a moment and as far as there is room for: what many ask for at once is made once. */
export class Kept<Value> {
  private readonly made = new Map<string, Entry<Value>>();
  private size = 0;

  constructor(
    private readonly sizeMax: number,
    private readonly sizeOf: (value: Value) => number = () => 1,
  ) {}

  /** What was made for the name, or is being made; else what `make` makes. What fails is not remembered. */
  get(name: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.made.get(name);
    if (known && performance.now() - known.since < KEPT_MS) return known.value;
    if (known) this.forget(name, known);
    const entry = { value: make(), size: 0, since: performance.now() };
    this.made.set(name, entry);
    entry.value.then(
      (value) => this.weigh(name, entry, this.sizeOf(value)),
      () => this.forget(name, entry),
    );
    return entry.value;
  }

  private forget(name: string, entry: Entry<Value>): void {
    if (this.made.get(name) !== entry) return;
    this.made.delete(name);
    this.size -= entry.size;
  }

  private weigh(name: string, entry: Entry<Value>, size: number): void {
    if (this.made.get(name) !== entry) return;
    entry.size = size;
    this.size += size;
    for (const [oldest, its] of this.made) {
      if (this.size <= this.sizeMax) break;
      this.forget(oldest, its);
    }
  }
}
