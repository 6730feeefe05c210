import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { usesIn } from './import.ts'

const read = (text: string) => usesIn(Buffer.from(text))
/** What is said of a file that is none. */
function refusal(text: string | Uint8Array): string {
  const said = usesIn(Buffer.from(text))
  return typeof said === 'string' ? said : assert.fail('it was read')
}

suite('where accounts are used, from a file', () => {
  test('a table: kind and time may be left out; of two of one place the latest counts', () => {
    assert.deepEqual(
      read(
        'account;computer;kind;detail;seen\nCORP\\svc-web;WEB1;unit;web.service;2026-11-20T08:00:00Z\nsvc-web;web2;;;\n' +
          'svc-web;web3;log-on;;2026-11-20T08:00:00Z\nSVC-Web;web3;log-on;;2026-11-21T08:00:00Z\n',
      ),
      [
        {
          name: 'CORP\\svc-web',
          place: 'web1',
          kind: 'unit',
          detail: 'web.service',
          seen: '2026-11-20T08:00:00.000Z',
        },
        { name: 'svc-web', place: 'web2', kind: 'log-on', detail: '', seen: null },
        { name: 'SVC-Web', place: 'web3', kind: 'log-on', detail: '', seen: '2026-11-21T08:00:00.000Z' },
      ],
    )
  })

  test('events of Windows, as PowerShell and as a SIEM write them', () => {
    const events = [
      {
        Id: 4624,
        TargetUserName: 'svc-web',
        TargetDomainName: 'CORP',
        IpAddress: '::ffff:10.0.0.5',
        TimeCreated: '/Date(1763625600000)/',
      },
      {
        Id: 4769,
        TargetUserName: 'svc-sql@CORP.EXAMPLE',
        TargetDomainName: 'CORP.EXAMPLE',
        IpAddress: '10.0.0.6',
        TimeCreated: '2026-11-20T08:00:00Z',
      },
      { Id: 4624, TargetUserName: '-', IpAddress: '10.0.0.7' },
      { Id: 4624, TargetUserName: 'nowhere', IpAddress: '-' },
      'no event',
    ]
    const expected = [
      {
        name: 'CORP\\svc-web',
        place: '10.0.0.5',
        kind: 'log-on',
        detail: '',
        seen: '2025-11-20T08:00:00.000Z',
      },
      {
        name: 'svc-sql@CORP.EXAMPLE',
        place: '10.0.0.6',
        kind: 'log-on',
        detail: '',
        seen: '2026-11-20T08:00:00.000Z',
      },
    ]
    assert.deepEqual(read(JSON.stringify(events)), expected)
    assert.deepEqual(
      read(
        `\uFEFF${events
          .slice(0, 2)
          .map((event) => JSON.stringify(event))
          .join('\r\n')}\n`,
      ),
      expected,
    )
  })

  test('what is none is refused with the way out, and its line', () => {
    assert.match(refusal('a,b\n1,2\n'), /names the columns/)
    assert.match(refusal('account,computer,kind\nx,y,magic\n'), /line 2: kind is one of/)
    assert.match(refusal('account,computer,seen\nx,y,yesterday\n'), /line 2: write the time/)
    assert.match(refusal('account,computer\nx,\n'), /line 2: account or computer is empty/)
    assert.match(refusal('[{"TargetUserName":'), /neither a JSON array/)
    assert.match(refusal('[]'), /nothing in it/)
    assert.match(refusal(Uint8Array.of(0xff, 0x61)), /not UTF-8/)
  })
})
