import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseCachedLogons } from './cache.ts'

/** Printed by tdbdump 4.17.12, hash and salt made up. */
const alice = String.raw`{
key(50) = "CRED/S-1-5-21-153934093-1160696369-2124473651-1103"
data(58) = "\00\00\00\00\06\0C\01k3\0D\01k\00\00\00\00\07\0C\01k\00\00\00\00\10oY\11\C7a\D35\80\DDD\83\83\927\0D+\10\BET\E4\1EW(\DC\18p\09\B2\BF\F5\97e\96"
}`
const others = String.raw`{
key(12) = "SEQNUM/CORP\00"
data(12) = "\00\00\00\00\00\00\00\00\00\00\00\00"
}
{
key(23) = "WINBINDD_CACHE_VERSION\00"
data(4) = "\02\00\00\00"
}`

suite("winbind's cache", () => {
  test('tells who can log on without a DC, and when a DC last answered', () => {
    assert.deepEqual(parseCachedLogons(`${others}\n${alice}\n`), [
      {
        account: 'S-1-5-21-153934093-1160696369-2124473651-1103',
        lastAtDc: new Date('2026-11-21T03:12:07Z'),
      },
    ])
  })

  test('a record of another shape is left alone', () => {
    const longer = alice.replace('data(58) = "', String.raw`data(59) = "\00`)
    const otherMark = alice.replace(String.raw`\10oY`, String.raw`\11oY`)
    for (const dump of ['', others, longer, otherMark, alice.slice(0, -5)]) {
      assert.deepEqual(parseCachedLogons(dump), [])
    }
  })
})
