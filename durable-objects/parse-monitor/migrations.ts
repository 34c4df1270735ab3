// The schema of a ParseMonitor, as numbered steps that are only ever appended: an object of any age
// runs the ones it has not seen. The number of a step is its place in the list, from 1.

/** One statement list a step. A step that has been released is never edited. */
export const MIGRATIONS: readonly string[] = [
  // WITHOUT ROWID: a text key would otherwise cost a second row write for its index. The slot leads
  // the key of `ended` so that old slots are found, and deleted, without an index of their own.
  `CREATE TABLE lease (
     parse_id TEXT PRIMARY KEY,
     acquired_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     rows INTEGER NOT NULL,
     bytes INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE ended (
     slot INTEGER NOT NULL,
     parse_id TEXT NOT NULL,
     is_finished INTEGER NOT NULL,
     PRIMARY KEY (slot, parse_id)
   ) WITHOUT ROWID;
   CREATE TABLE bucket (
     started_at INTEGER PRIMARY KEY,
     total INTEGER NOT NULL,
     errors INTEGER NOT NULL,
     counts TEXT NOT NULL,
     max_seconds REAL NOT NULL
   );
   CREATE TABLE state (
     key TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) WITHOUT ROWID;`,
];

/** Brings the schema up to date. To be called inside one transaction. */
export function migrate(sql: SqlStorage): void {
  sql.exec("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)");
  const { done } = sql
    .exec<{ done: number }>("SELECT coalesce(max(number), 0) AS done FROM migration")
    .one();
  for (const [index, statements] of MIGRATIONS.entries()) {
    const number = index + 1;
    if (number <= done) continue;
    sql.exec(statements);
    sql.exec("INSERT INTO migration (number) VALUES (?)", number);
  }
}
