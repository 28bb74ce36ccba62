import type pg from 'pg';

/** One connection for several tasks: its statements wait for each other, pg itself no longer queues them. */
export class QueryLine {
  readonly #client: pg.Client;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: pg.Client) {
    this.#client = client;
  }

  query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<pg.QueryResult<Row>> {
    const answer = this.#last.then(() => this.#client.query<Row>(text, [...values]));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  end(): Promise<void> {
    return this.#client.end();
  }
}
