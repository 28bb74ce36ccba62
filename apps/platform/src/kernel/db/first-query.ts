import pg from 'pg';

/**
 * What stands before the first statement of a transaction. It travels with that statement, in front of one Sync: when
 * any of it fails the server skips the rest up to the Sync, so no statement ever runs without the owner set before it.
 * Without `begin` the server makes one transaction of all that stands before the Sync and commits it there
 * (PostgreSQL documentation, "Extended Query", "Pipelining"): one round trip for a transaction of one statement.
 */
export interface Prelude {
  begin: boolean;
  /** app.tenant, app.person, app.client; '' where nobody is named. All three are always set. */
  owner: readonly [tenant: string, person: string, client: string];
}

const beginName = 'begin';
const ownerName = 'owner';
const ownerText = `select set_config('app.tenant', $1, true), set_config('app.person', $2, true),
  set_config('app.client', $3, true)`;

/** What a prepared statement gives, as the server described it on this connection. */
interface Layout {
  fields: readonly { name: string }[];
  parsers: readonly unknown[];
  empty: object;
}

/** The driver's own query, whose types name none of what it calls while answers come in. */
interface DriverQuery {
  name: string;
  _accumulateRows: boolean;
  _result: { fields: Layout['fields']; _parsers: Layout['parsers']; _prebuiltEmptyResultObject: object };
  submit(connection: pg.Connection): unknown;
  prepare(connection: pg.Connection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: pg.Connection): void;
}

type Done = (error: Error | undefined, result: unknown) => void;

const BaseQuery = pg.Query as unknown as new (text: string, values: unknown[], done: Done) => DriverQuery;

/** Prepares the statements of the prelude on a new connection. */
export function preparePrelude(client: pg.ClientBase): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    const preparation = {
      submit(connection: pg.Connection) {
        connection.parse({ name: beginName, text: 'begin', types: [] }, true);
        connection.parse({ name: ownerName, text: ownerText, types: [] }, true);
        connection.sync();
      },
      handleError(error: Error) {
        failure = error;
        this.callback(error);
      },
      handleReadyForQuery() {
        this.callback(failure);
      },
      callback: (error?: Error) => (error ? reject(error) : resolve()),
    };
    client.query(preparation);
  });
}

export interface Statement {
  /** Of the prepared statement; undefined: it is parsed anew. */
  name: string | undefined;
  text: string;
  values: unknown[];
}

/** Runs a statement, with its prelude when it is the first one, on a connection that `preparePrelude` has seen. */
export function runStatement<R extends pg.QueryResultRow>(
  client: pg.ClientBase,
  statement: Statement,
  prelude: Prelude | null,
): Promise<pg.QueryResult<R>> {
  return new Promise((resolve, reject) => {
    const done: Done = (error, result) => (error ? reject(error) : resolve(result as pg.QueryResult<R>));
    client.query(new StatementQuery(statement, prelude, done));
  });
}

/**
 * A prepared statement is described once per connection: the server refuses it later rather than that it gives other
 * columns (“cached plan must not change result type”), and the connection is thrown away then.
 */
const layouts = new WeakMap<pg.Connection, { known: Map<string, Layout>; undescribed: pg.Connection }>();

function layoutsOf(connection: pg.Connection) {
  let found = layouts.get(connection);
  if (found === undefined) {
    const undescribed = Object.assign(Object.create(connection) as pg.Connection, { describe: () => undefined });
    found = { known: new Map(), undescribed };
    layouts.set(connection, found);
  }
  return found;
}

class StatementQuery extends BaseQuery {
  readonly #prelude: Prelude | null;
  /** The answers to the prelude come first and are of no interest. */
  #skipped: number;
  #learn: ((layout: Layout) => void) | null = null;

  constructor({ name, text, values }: Statement, prelude: Prelude | null, done: Done) {
    super(text, values, done);
    if (name !== undefined) this.name = name;
    this.#prelude = prelude;
    this.#skipped = prelude === null ? 0 : prelude.begin ? 2 : 1;
  }

  override submit(connection: pg.Connection): unknown {
    connection.stream.cork();
    try {
      if (this.#prelude?.begin === true) run(connection, beginName, []);
      if (this.#prelude !== null) run(connection, ownerName, [...this.#prelude.owner]);
      return super.submit(connection);
    } finally {
      connection.stream.uncork();
    }
  }

  override prepare(connection: pg.Connection): void {
    const { known, undescribed } = layoutsOf(connection);
    const layout = known.get(this.name);
    if (layout === undefined) {
      const { name } = this;
      if (name) this.#learn = (learned) => known.set(name, learned);
      return super.prepare(connection);
    }
    this._accumulateRows = true;
    this._result.fields = layout.fields;
    this._result._parsers = layout.parsers;
    this._result._prebuiltEmptyResultObject = layout.empty;
    super.prepare(undescribed);
  }

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message);
    const { fields, _parsers: parsers } = this._result;
    this.#learn?.({ fields, parsers, empty: Object.fromEntries(fields.map(({ name }) => [name, null])) });
  }

  override handleDataRow(message: unknown): void {
    if (this.#skipped === 0) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.#skipped === 0) super.handleCommandComplete(message, connection);
    else this.#skipped -= 1;
  }
}

function run(connection: pg.Connection, statement: string, values: string[]): void {
  connection.bind({ statement, values }, true);
  connection.execute({}, true);
}
