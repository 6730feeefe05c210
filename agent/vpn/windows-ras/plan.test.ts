import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { vpnSettings } from '../settings.ts'
import { rasPlan } from './plan.ts'

function planOf(entry: string, phonebook?: string) {
  const settings = vpnSettings.parse({
    driver: 'windows-ras',
    entry,
    ...(phonebook === undefined ? {} : { phonebook }),
  })
  assert.ok(settings.driver === 'windows-ras')
  return rasPlan(settings)
}

suite("Windows' own VPN client", () => {
  test('dials by name and hangs up twice, with no secret among the arguments', () => {
    const { open, close } = planOf('Corp VPN', 'C:\\ProgramData\\corp.pbk')
    assert.deepEqual(
      open.map(({ argv }) => argv),
      [['C:\\Windows\\System32\\rasdial.exe', 'Corp VPN', '/phonebook:C:\\ProgramData\\corp.pbk']],
    )
    assert.deepEqual(
      close.map(({ argv }) => argv.slice(1)),
      [
        ['Corp VPN', '/disconnect'],
        ['-h', 'Corp VPN', '-f', 'C:\\ProgramData\\corp.pbk'],
      ],
    )
  })

  test('is taken for connected only where its own name stands alone on a line', () => {
    const pattern = new RegExp(planOf('Corp (VPN)').isUp.expects ?? '', 'm')
    assert.match('Connected to\r\nCorp (VPN)\r\nCommand completed successfully.\r\n', pattern)
    assert.doesNotMatch('Connected to\r\nCorp (VPN) 2\r\nCommand completed successfully.\r\n', pattern)
    assert.doesNotMatch('No connections\r\n', pattern)
  })

  test('takes no name that would be an option', () => {
    for (const entry of ['/disconnect', '', 'a"b', 'a\nb']) {
      assert.equal(vpnSettings.safeParse({ driver: 'windows-ras', entry }).success, false, entry)
    }
  })
})
