import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseCachedLogons } from './cache.ts'

const sid = 'S-1-5-21-1464208547-3348834939-1960368960-1103'

/** Printed by tdbdump 4.17.12; hash and salt are of a made-up password, the rest of the second record is cut off. */
const credentials = String.raw`{
key(12) = "SEQNUM/CORP\00"
data(12) = "\00\00\00\00\00\00\00\00\00\00\00\00"
}
{
key(51) = "CRED/S-1-5-21-1464208547-3348834939-1960368960-1103"
data(58) = "\00\00\00\00l\16\01k\98\17\01k\00\00\00\00l\16\01k\00\00\00\00\10.\15X@\5C\BA\E0\E24\07nR\7F\A5u\BA\10/J\96ID\BF\09\D8\0D\03@\90\A7\156\DB"
}
`
const netlogons = String.raw`{
key(47) = "S-1-5-21-1464208547-3348834939-1960368960-1103\00"
data(36) = "l\16\01k\E21oIly\DD\01\FF\FF\FF\FF\FF\FF\FF\7F\FF\FF\FF\FF\FF\FF\FF\7F0.M\A0\FBo\DD\01"
}
{
key(42) = "S-1-5-21-1464208547-3348834939-1960368960\00"
data(1) = "\00"
}
`

suite("winbind's cache", () => {
  test('tells who can log on without a DC, and how old the password is that it takes', () => {
    const [logon] = parseCachedLogons(credentials, netlogons)
    assert.equal(logon?.account, sid)
    // 134386690407870000 in the directory.
    assert.equal(logon?.passwordLastSet?.toISOString(), '2026-11-09T03:37:20.787Z')
  })

  test('without what the DC said tells who, and not how old', () => {
    assert.deepEqual(parseCachedLogons(credentials, ''), [{ account: sid, passwordLastSet: null }])
  })

  test('a record of another shape is left alone', () => {
    const longer = credentials.replace('data(58) = "', String.raw`data(59) = "\00`)
    const lying = credentials.replace('data(58)', 'data(57)')
    const otherMark = credentials.replace(String.raw`\10.\15`, String.raw`\11.\15`)
    for (const dump of ['', longer, lying, otherMark, credentials.slice(0, -5)]) {
      assert.deepEqual(parseCachedLogons(dump, netlogons), [])
    }
  })
})
