import { formatEntry, isFactName, maxEntryBytes } from '@keyturn/protocols/audit'
import type { AuditEvent } from './audit.ts'

/** What the last word of a fact's name may not be: `recoveryCode` is refused, `codesLeft` is not. */
const secrets = new Set(
  (
    'password passwords passphrase secret secrets seed seeds pin otp code codes answer answers ' +
    'key keys token tokens cookie authorization'
  ).split(' '),
)

/**
 * Keeps out of the log what may not stand in it for ever. Messages name the fact, never its value.
 *
 * @throws {Error} a mistake in our own code: nothing that a person sends can get here as a name.
 */
export function checkEvent(event: AuditEvent): void {
  for (const [name, fact] of Object.entries(event.facts)) {
    if (!isFactName(name)) throw new Error(`${event.type}: a fact's name is letters and digits, not ${name}`)
    if (secrets.has(lastWord(name))) throw new Error(`${event.type}: the fact ${name} sounds like a secret`)
    if (typeof fact === 'number' && !Number.isFinite(fact)) {
      throw new Error(`${event.type}: the fact ${name} is not a number that JSON has`)
    }
  }
  const longest = { index: Number.MAX_SAFE_INTEGER, at: '2000-01-01T00:00:00.000Z' }
  const bytes = Buffer.byteLength(formatEntry({ ...event, ...longest }))
  if (bytes > maxEntryBytes) throw new Error(`${event.type}: the entry has ${bytes} bytes`)
}

function lastWord(camelCase: string): string {
  return (
    camelCase
      .split(/(?=[A-Z])/)
      .at(-1)
      ?.toLowerCase() ?? ''
  )
}
