/** A fact about an event. Names are stable: runbooks and the SIEM know them. */
export type Fact = string | number | boolean | null

/** One line of the audit log: who, what, when, from where, and how it ended. */
export interface Entry {
  /** Position in the log, from 0, without gaps. */
  readonly index: number
  /** UTC with milliseconds, `2026-11-21T08:15:30.123Z`. Never before the entry before it. */
  readonly at: string
  /** `thing.happened` */
  readonly type: string
  readonly outcome: 'ok' | 'refused' | 'unknown' | 'announced'
  readonly account: { readonly id: string; readonly sid: string } | null
  readonly origin: { readonly address: string; readonly device: string | null } | null
  readonly facts: Readonly<Record<string, Fact>>
}

/** The longest entry in bytes of UTF-8: far more than an event needs, and few enough to read unseen. */
export const maxEntryBytes = 16_384

/**
 * The bytes that are hashed into the log, as text: JSON on one line, members in this order, no spaces, facts in
 * the order of their names:
 *
 *     {"v":1,"index":7,"at":"2026-11-21T08:15:30.123Z","type":"reset.setting","outcome":"announced",
 *      "account":{"id":"0f8c…","sid":"S-1-5-21-…"},"origin":{"address":"10.1.2.3","device":"pc-17"},
 *      "facts":{"dc":"dc1.corp.example"}}                           (one line; broken here to be read)
 */
export function formatEntry({ index, at, type, outcome, account, origin, facts }: Entry): string {
  return JSON.stringify({
    v: 1,
    index,
    at,
    type,
    outcome,
    account: account && { id: account.id, sid: account.sid },
    origin: origin && { address: origin.address, device: origin.device },
    facts: Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  })
}

/** @returns undefined for every text but the one that `formatEntry` gives for an entry that can be. */
export function parseEntry(text: string): Entry | undefined {
  const read = parseJson(text)
  if (!isEntry(read)) return undefined
  const { index, at, type, outcome, account, origin, facts } = read
  const entry = { index, at, type, outcome, account, origin, facts }
  return formatEntry(entry) === text ? entry : undefined
}

/** A name of letters and digits: JSON keeps its order, and no two spellings look alike. */
export function isFactName(name: string): boolean {
  return /^[a-z][A-Za-z0-9]{0,39}$/.test(name)
}

function isEntry(read: unknown): read is Entry {
  return (
    isRecord(read) &&
    typeof read['index'] === 'number' &&
    Number.isSafeInteger(read['index']) &&
    read['index'] >= 0 &&
    isInstant(read['at']) &&
    typeof read['type'] === 'string' &&
    /^[a-z-]+\.[a-z-]+$/.test(read['type']) &&
    ['ok', 'refused', 'unknown', 'announced'].includes(String(read['outcome'])) &&
    (read['account'] === null || isAccount(read['account'])) &&
    (read['origin'] === null || isOrigin(read['origin'])) &&
    isRecord(read['facts']) &&
    Object.entries(read['facts']).every(([name, fact]) => isFactName(name) && isFact(fact))
  )
}

function isAccount(read: unknown): boolean {
  return isRecord(read) && typeof read['id'] === 'string' && typeof read['sid'] === 'string'
}

function isOrigin(read: unknown): boolean {
  if (!isRecord(read) || typeof read['address'] !== 'string') return false
  return read['device'] === null || typeof read['device'] === 'string'
}

function isFact(read: unknown): boolean {
  return read === null || ['string', 'number', 'boolean'].includes(typeof read)
}

function isInstant(read: unknown): boolean {
  if (typeof read !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(read)) return false
  const time = new Date(read)
  return !Number.isNaN(time.getTime()) && time.toISOString() === read
}

function isRecord(read: unknown): read is Readonly<Record<string, unknown>> {
  return typeof read === 'object' && read !== null && !Array.isArray(read)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
