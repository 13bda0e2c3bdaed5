/** The tables: created on the first run, recognised on the next ones. */
import { Data, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Lap } from "lapline"
import {
  LOYALTY_TIERS,
  MESSAGE_TYPES,
  ORDER_STATUSES,
  PRODUCT_CATEGORIES,
  RMA_STATUSES
} from "../domain/codes.ts"
import { inTransaction } from "./transaction.ts"

/** Kept in the file's `user_version`. */
const SCHEMA_VERSION = 1

/** The file was made by another version of this schema. */
export class SchemaMismatch extends Data.TaggedError("SchemaMismatch")<{
  readonly found: number
  readonly expected: number
}> {
  override get message(): string {
    return `The database has schema ${this.found}, this program needs ${this.expected}: delete the file to start over.`
  }
}

const creating = inTransaction({ transaction: Lap.transaction("create schema") })

/** Creates the tables of a new file; answers true when the file was new. */
export const createSchema: Effect.Effect<
  boolean,
  SqlError.SqlError | SchemaMismatch,
  SqlClient.SqlClient
> = Effect.gen(function* () {
  // Looked at first without the write lock: nearly every start finds the tables there.
  return (yield* isCurrent) ? false : yield* creating(createTables)
})

const isCurrent = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ version: number }>`SELECT user_version AS version
    FROM pragma_user_version`
  const found = row?.version ?? 0
  if (found !== 0 && found !== SCHEMA_VERSION) {
    return yield* new SchemaMismatch({ found, expected: SCHEMA_VERSION })
  }
  return found === SCHEMA_VERSION
})

const createTables = Effect.gen(function* () {
  // Another process may have created them while this one waited for the lock.
  if (yield* isCurrent) return false
  const sql = yield* SqlClient.SqlClient
  for (const statement of TABLES) yield* sql.unsafe(statement)
  yield* sql.unsafe(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  return true
})

const oneOf = (column: string, values: ReadonlyArray<string>): string =>
  `CHECK (${column} IN (${values.map((value) => `'${value}'`).join(", ")}))`

const flag = (column: string): string => `${column} INTEGER NOT NULL CHECK (${column} IN (0, 1))`
const cents = (column: string): string =>
  `${column} INTEGER NOT NULL CHECK (typeof(${column}) = 'integer' AND ${column} >= 0)`

/** Amounts are integer cents, dates ISO 8601 in UTC, flags 0 or 1. */
const TABLES: ReadonlyArray<string> = [
  `CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    phone TEXT NOT NULL,
    loyalty_tier TEXT NOT NULL ${oneOf("loyalty_tier", LOYALTY_TIERS)},
    account_status TEXT NOT NULL,
    ${flag("fraud_flag")},
    return_count_30d INTEGER NOT NULL
  )`,
  `CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    order_number TEXT NOT NULL UNIQUE,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    order_date TEXT NOT NULL,
    ${cents("total_amount")},
    status TEXT NOT NULL ${oneOf("status", ORDER_STATUSES)},
    shipping_address TEXT NOT NULL
  )`,
  `CREATE INDEX orders_by_customer ON orders (customer_id, order_date)`,
  `CREATE TABLE order_items (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_name TEXT NOT NULL,
    product_category TEXT NOT NULL ${oneOf("product_category", PRODUCT_CATEGORIES)},
    sku TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    ${cents("price")},
    ${flag("is_final_sale")},
    ${flag("is_returnable")}
  )`,
  `CREATE INDEX order_items_by_order ON order_items (order_id)`,
  `CREATE TABLE return_policies (
    id INTEGER PRIMARY KEY,
    policy_name TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    return_window_days INTEGER NOT NULL,
    ${flag("requires_original_packaging")},
    restocking_fee_percent INTEGER NOT NULL CHECK (restocking_fee_percent BETWEEN 0 AND 100),
    conditions TEXT NOT NULL,
    ${flag("is_active")}
  )`,
  `CREATE TABLE rmas (
    id INTEGER PRIMARY KEY,
    rma_number TEXT NOT NULL UNIQUE,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    return_reason TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    status TEXT NOT NULL ${oneOf("status", RMA_STATUSES)},
    items_returned TEXT NOT NULL CHECK (json_valid(items_returned)),
    ${cents("refund_amount")},
    label_url TEXT,
    tracking_number TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    ${flag("escalated")} DEFAULT 0,
    escalation_reason TEXT
  )`,
  `CREATE INDEX rmas_by_order ON rmas (order_id)`,
  // Beside the domain's six: an item can be in one RMA only, and here SQLite itself says so.
  `CREATE TABLE rma_items (
    item_id INTEGER PRIMARY KEY REFERENCES order_items (id),
    rma_id INTEGER NOT NULL REFERENCES rmas (id) ON DELETE CASCADE
  )`,
  `CREATE INDEX rma_items_by_rma ON rma_items (rma_id)`,
  `CREATE TABLE conversation_logs (
    id INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL,
    customer_id INTEGER REFERENCES customers (id),
    message_type TEXT NOT NULL ${oneOf("message_type", MESSAGE_TYPES)},
    content TEXT NOT NULL,
    meta_data TEXT NOT NULL CHECK (json_valid(meta_data)),
    created_at TEXT NOT NULL
  )`,
  `CREATE INDEX conversation_logs_by_session ON conversation_logs (session_id, id)`,
  // A ticket is a system message; its number is unique like that of any other record.
  `CREATE UNIQUE INDEX tickets ON conversation_logs (json_extract(meta_data, '$.ticket_id'))
    WHERE message_type = 'system' AND json_extract(meta_data, '$.ticket_id') IS NOT NULL`,
  // The day the sample data is told for: ages are counted back from it.
  `CREATE TABLE sample_day (id INTEGER PRIMARY KEY CHECK (id = 1), day TEXT NOT NULL)`
]
