interface Open<T> {
  resolve(answer: T): void;
  reject(reason: Error): void;
}

/** Matches the answers of the kernel to the questions that asked for them. */
export class Questions<T> {
  ask(send: (request: number) => void): Promise<T> {
    const request = ++this.last;
    return new Promise((resolve, reject) => {
      this.open.set(request, { resolve, reject });
      send(request);
    });
  }

  /** An answer to a question of another page that shows the same model is left alone. */
  answer(request: number, answer: T): void {
    this.open.get(request)?.resolve(answer);
    this.open.delete(request);
  }

  /** Whether the question was one of this page. */
  fail(request: number, reason: string): boolean {
    this.open.get(request)?.reject(new Error(reason));
    return this.open.delete(request);
  }

  failAll(reason: string): void {
    for (const open of this.open.values()) {
      open.reject(new Error(reason));
    }
    this.open.clear();
  }

  /** Two pages on one kernel both hear every answer: a random start keeps their numbers apart. */
  private last = Math.floor(Math.random() * 2 ** 40);
  private readonly open = new Map<number, Open<T>>();
}
