import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { URI, TOTP } from 'otpauth'
import type { Locator } from 'playwright-core'

/** An authenticator app that was set up by its camera: it knows what is in the picture, and nothing else. */
export async function scan(picture: Locator): Promise<TOTP> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-camera-'))
  try {
    const path = join(folder, 'qr.png')
    await picture.screenshot({ path })
    const { stdout } = await promisify(execFile)('zbarimg', [
      '--quiet',
      '--raw',
      '-Sdisable',
      '-Sqrcode.enable',
      path,
    ])
    const read = URI.parse(stdout.trim())
    if (!(read instanceof TOTP)) throw new Error('the picture holds no TOTP seed')
    return read
  } finally {
    await rm(folder, { recursive: true })
  }
}
