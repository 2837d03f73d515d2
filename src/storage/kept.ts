/** Remembers what was made for a name, the latest as far as there is room for: what many ask for at once is made once. */
export class Kept<Value> {
  private readonly made = new Map<string, { value: Promise<Value>; size: number }>();
  private size = 0;

  constructor(
    private readonly sizeMax: number,
    private readonly sizeOf: (value: Value) => number = () => 1,
  ) {}

  /** What was made for the name, or is being made; else what `make` makes. What fails is not remembered. */
  get(name: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.made.get(name);
    if (known) return known.value;
    const entry = { value: make(), size: 0 };
    this.made.set(name, entry);
    entry.value.then(
      (value) => this.weigh(name, entry, this.sizeOf(value)),
      () => this.made.delete(name),
    );
    return entry.value;
  }

  private weigh(name: string, entry: { size: number }, size: number): void {
    if (this.made.get(name) !== entry) return;
    entry.size = size;
    this.size += size;
    for (const [oldest, { size: freed }] of this.made) {
      if (this.size <= this.sizeMax) break;
      this.made.delete(oldest);
      this.size -= freed;
    }
  }
}
