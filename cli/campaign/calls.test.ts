import assert from 'node:assert/strict'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { LocalApi } from '../local-api.ts'
import { tellCalls } from './calls.ts'

async function tell(table: string | Uint8Array) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kt-calls-'))
  const file = join(folder.path, 'calls.csv')
  await writeFile(file, table)
  const asked: unknown[] = []
  const call = async (name: string, { body }: { body: { hours: readonly unknown[] } }) => {
    asked.push([name, body.hours])
    return { hours: body.hours.length }
  }
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const api = { call } as unknown as LocalApi
  const code = await tellCalls(['calls', 'friday', file], { api, out: say, err: say })
  return { code, asked, said: said.join('\n') }
}

suite('keyturn campaign calls', () => {
  test('tells each hour in UTC, from its beginning on, whichever column comes first', async () => {
    const { code, asked } = await tell(
      'calls;agent;hour\n84;x;2026-11-30T09:00+01:00\n3;y;2026-11-30 10:15Z\n5;z;2026-11-30T11Z\n',
    )
    assert.equal(code, 0)
    assert.deepEqual(asked, [
      [
        'admin.campaign-calls',
        [
          { from: '2026-11-30T08:00:00.000Z', calls: 84 },
          { from: '2026-11-30T10:00:00.000Z', calls: 3 },
          { from: '2026-11-30T11:00:00.000Z', calls: 5 },
        ],
      ],
    ])
  })

  test('one line that cannot be read, and nothing is told: each is named with what to write', async () => {
    const { code, asked, said } = await tell(
      'hour,calls\n2026-11-30T09:00Z,1\n2026-11-30T09:00,1\n2026-13-30T09:00Z,1\n2026-11-30T09:00Z,-1\n2026-11-30T09:00Z,=1+1\n',
    )
    assert.equal(code, 2)
    assert.deepEqual(asked, [])
    assert.match(said, /4 line\(s\)/)
    assert.match(said, /line 3: write the hour with its time zone/)
    assert.match(said, /line 4: there is no such hour/)
    assert.match(said, /line 5: write the calls/)
    assert.match(said, /line 6: write the calls/)
  })

  test('what is no table is refused with the way out', async () => {
    assert.match((await tell('a,b\n1,2\n')).said, /names the columns: hour,calls/)
    assert.match((await tell('hour,calls\n')).said, /no line but its first/)
    assert.match((await tell(Uint8Array.of(0xff, 0xfe, 0x41))).said, /not UTF-8/)
    assert.match((await tell('hour,calls\n"2026,1\n')).said, /quotation mark/)
  })
})
