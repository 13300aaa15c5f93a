/** Rows of a large table, fetched in pages where somebody looks and forgotten where nobody does. */

export const PAGE_ROWS = 1000;
const PAGES_KEPT = 24;
/** A scroll passes many pages: only those still wanted after this pause are asked for. */
const PAUSE = 50;
const AT_ONCE = 2;
/** After a failure a page is not asked for again before this. */
const RETRY = 2000;

export interface PageColumn {
  readonly name: string;
  readonly dtype: string;
  readonly numeric: boolean;
}

export interface Page {
  readonly offset: number;
  readonly rows: number;
  /** Rows that can be paged through. */
  readonly total: number;
  /** Whether others follow that were not counted. */
  readonly more: boolean;
  readonly sample: boolean;
  readonly note: string | null;
  readonly columns: readonly PageColumn[];
  /** The text of a cell (row counted within the page), null for a missing value, undefined outside. */
  cell(row: number, column: number): string | null | undefined;
  /** The same, neither shortened nor on one line. */
  exact(row: number, column: number): string | null | undefined;
}

export type Fetch = (offset: number, limit: number, signal?: AbortSignal) => Promise<Page>;

/** Keeps the most recently used entries. */
export class Recent<K, V> {
  constructor(private readonly limit: number) {}

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, value);
    }
    return value;
  }

  set(key: K, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.limit) {
      this.entries.delete(this.entries.keys().next().value as K);
    }
  }

  private readonly entries = new Map<K, V>();
}

export class PagedTable {
  constructor(
    readonly first: Page,
    private readonly fetch: Fetch,
    /** Tells tables of other rows, or in another order, from newer versions of the same. */
    readonly view: string = '',
    kept: number = PAGES_KEPT
  ) {
    this.pages = new Recent(kept);
    this.pages.set(0, first);
  }

  /** Called with the rows that have arrived. */
  onRows: ((offset: number, rows: number) => void) | null = null;

  get total(): number {
    return this.first.total;
  }

  /** The text of a cell, null for a missing value, undefined while its page is on the way. */
  cell(row: number, column: number): string | null | undefined {
    const index = Math.floor(row / PAGE_ROWS);
    const page = this.pages.get(index);
    if (!page) {
      this.want(index);
      return undefined;
    }
    return page.cell(row - page.offset, column);
  }

  /** The page of a row, kept or fetched; pages that are fetched so do not displace those on the screen. */
  async page(row: number, signal?: AbortSignal): Promise<Page> {
    const index = Math.floor(row / PAGE_ROWS);
    return this.pages.get(index) ?? this.fetch(index * PAGE_ROWS, PAGE_ROWS, signal);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.leaving.abort();
  }

  private want(index: number): void {
    if (this.disposed || this.asked.has(index)) {
      return;
    }
    this.wanted.delete(index);
    this.wanted.add(index);
    this.timer ??= setTimeout(() => this.ask(), PAUSE);
  }

  /** The latest wishes only: the grid wishes again for what it still shows. */
  private ask(): void {
    this.timer = undefined;
    const free = AT_ONCE - this.open;
    if (this.disposed || free <= 0) {
      return; // asked again when an answer comes, so that a long scroll piles up no questions
    }
    const latest = [...this.wanted].slice(-free);
    this.wanted.clear();
    for (const index of latest) {
      this.asked.add(index);
      void this.load(index);
    }
  }

  private async load(index: number): Promise<void> {
    this.open++;
    try {
      const page = await this.fetch(index * PAGE_ROWS, PAGE_ROWS, this.leaving.signal);
      this.pages.set(index, page);
      this.asked.delete(index);
      if (!this.disposed) {
        this.onRows?.(page.offset, page.rows);
      }
    } catch {
      // Painting must not repeat a question that fails; whoever looks at the page later may ask again.
      setTimeout(() => this.asked.delete(index), RETRY);
    } finally {
      this.open--;
      this.ask();
    }
  }

  private readonly pages: Recent<number, Page>;
  private readonly asked = new Set<number>();
  private readonly wanted = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly leaving = new AbortController();
  private open = 0;
  private disposed = false;
}
