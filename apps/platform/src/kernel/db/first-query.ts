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

/** What the driver calls while answers come in; its types do not name it. */
interface AnswerHandlers {
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: pg.Connection): void;
}

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

/** Runs a statement with its prelude, on a connection that `preparePrelude` has seen. */
export function queryWithPrelude<R extends pg.QueryResultRow>(
  client: pg.ClientBase,
  config: pg.QueryConfig,
  prelude: Prelude,
): Promise<pg.QueryResult<R>> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query<R>(config, (error, result) => (error ? reject(error) : resolve(result)));
    const submit = query.submit.bind(query);
    query.submit = (connection) => {
      connection.stream.cork();
      try {
        if (prelude.begin) run(connection, beginName, []);
        run(connection, ownerName, [...prelude.owner]);
        return submit(connection);
      } finally {
        connection.stream.uncork();
      }
    };
    skipAnswers(query as unknown as AnswerHandlers, prelude.begin ? 2 : 1);
    client.query(query);
  });
}

function run(connection: pg.Connection, statement: string, values: string[]): void {
  connection.bind({ statement, values }, true);
  connection.execute({}, true);
}

/** The answers to the prelude come first and are of no interest. */
function skipAnswers(query: AnswerHandlers, count: number): void {
  let left = count;
  const handleDataRow = query.handleDataRow.bind(query);
  const handleCommandComplete = query.handleCommandComplete.bind(query);
  query.handleDataRow = (message) => {
    if (left === 0) handleDataRow(message);
  };
  query.handleCommandComplete = (message, connection) => {
    if (left === 0) handleCommandComplete(message, connection);
    else left -= 1;
  };
}
