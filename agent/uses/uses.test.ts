import assert from 'node:assert/strict'
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { cronUsers, unitUser } from './files.ts'
import { usesHere } from './uses.ts'

/** One entry: HTTP/web1.corp.example@CORP.EXAMPLE with a key of 16 octets. */
function aKeytab(...principal: readonly string[]): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.of(0, bytes.length), bytes])
  }
  const entry = Buffer.concat([
    Buffer.of(0, principal.length),
    text('CORP.EXAMPLE'),
    ...principal.map(text),
    Buffer.alloc(9),
    Buffer.of(0, 17, 0, 16),
    Buffer.alloc(16, 7),
  ])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(entry.length)
  return Buffer.concat([Buffer.of(5, 2), length, entry])
}

suite('what runs here as an account of the domain', () => {
  test('units with their drop-ins, cron and keytabs; never accounts of this computer itself', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'kt-uses-'))
    const put = async (path: string, content: string | Uint8Array) => {
      const file = join(folder.path, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    }
    await put('etc/passwd', 'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/sh\n')
    await put('etc/systemd/system/web.service', '[Service]\nUser=CORP\\svc-web\nExecStart=/bin/true\n')
    await put('usr/lib/systemd/system/nginx.service', '[Service]\nUser=www-data\n')
    await put('usr/lib/systemd/system/by-number.service', '[Service]\nUser=33\n')
    await put('usr/lib/systemd/system/report.service', '[Service]\nUser=www-data\n')
    await put('etc/systemd/system/report.service.d/user.conf', '[Service]\nUser=svc-report\n')
    await put('etc/crontab', '# m h dom mon dow user command\nSHELL=/bin/sh\n17 * * * * root run-parts\n')
    await put('etc/cron.d/backup', '@daily svc-backup /usr/bin/backup\n')
    await put('var/spool/cron/crontabs/svc-night', '0 3 * * * /usr/bin/true\n')
    await put('etc/http.keytab', aKeytab('HTTP', 'web1.corp.example'))
    await put('etc/broken.keytab', 'no keytab')
    assert.deepEqual(await usesHere(folder.path), [
      { name: 'CORP\\svc-web', kind: 'unit', detail: 'web.service' },
      { name: 'HTTP/web1.corp.example@CORP.EXAMPLE', kind: 'keytab', detail: '/etc/http.keytab' },
      { name: 'svc-backup', kind: 'task', detail: '/etc/cron.d/backup' },
      { name: 'svc-night', kind: 'task', detail: 'crontab' },
      { name: 'svc-report', kind: 'unit', detail: 'report.service' },
    ])
  })

  test('of a unit the last user counts, and one that is made when it runs is none', () => {
    assert.equal(unitUser('[Service]\nUser=a\nUser = b \n'), 'b')
    assert.equal(unitUser('User=%i\n'), undefined)
    assert.equal(unitUser('# User=a\nDynamicUser=yes\n'), undefined)
    assert.equal(unitUser('User=a\nUser=\n'), undefined)
  })

  test('a crontab names its users in the sixth field, or after a word for when', () => {
    assert.deepEqual(cronUsers('0 1 * * *  svc-a cmd x\n@reboot svc-b cmd\n\nPATH=/a b c d e f\n1 2 3\n'), [
      'svc-a',
      'svc-b',
    ])
  })
})
