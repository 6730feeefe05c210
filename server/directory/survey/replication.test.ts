import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { parseNeighbour } from './replication.ts'

/** In the form of MS-ADTS 3.1.1.4.5.27; domain controllers end each value with a zero. */
const value = `<DS_REPL_NEIGHBOR>
\t<pszNamingContext>DC=corp,DC=example</pszNamingContext>
\t<pszSourceDsaDN>CN=NTDS Settings,CN=DC2,CN=Servers,CN=Berlin,CN=Sites,CN=Configuration,DC=corp,DC=example</pszSourceDsaDN>
\t<ftimeLastSyncSuccess>2026-11-20T08:15:30Z</ftimeLastSyncSuccess>
\t<ftimeLastSyncAttempt>2026-11-21T03:00:01Z</ftimeLastSyncAttempt>
\t<dwLastSyncResult>1722</dwLastSyncResult>
\t<cNumConsecutiveSyncFailures>12</cNumConsecutiveSyncFailures>
</DS_REPL_NEIGHBOR>\0`

suite('a replication neighbour', () => {
  test('is read by its name, its failures and its last success', () => {
    assert.deepEqual(parseNeighbour(value), {
      from: 'DC2',
      failures: 12,
      lastResult: 1722,
      lastSuccess: new Date('2026-11-20T08:15:30Z'),
    })
  })

  test('from whom nothing ever came has no last success', () => {
    const never = value.replace('2026-11-20T08:15:30Z', '1601-01-01T00:00:00Z')
    assert.equal(parseNeighbour(never)?.lastSuccess, undefined)
  })

  test('of which a field is missing, or anything else, is none', () => {
    assert.equal(parseNeighbour(value.replace(/<cNum.*\n/, '')), undefined)
    assert.equal(parseNeighbour(value.replace('NTDS Settings', 'Something')), undefined)
    fc.assert(fc.property(fc.string(), (text) => parseNeighbour(text) === undefined))
  })
})
