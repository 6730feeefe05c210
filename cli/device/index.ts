/** `keyturn device …`: one-time keys by which computers enrol, and the list of those that did. */
import { parseArgs } from 'node:util'
import type { Output } from '../output.ts'
import { localApi } from '../local-api.ts'

export const deviceUsage = `keyturn device key [--uses N] [--hours H]   a one-time key for "keyturn-agent enrol" (printed once)
keyturn device list                         the enrolled computers`

export async function device(argv: readonly string[], socketPath: string, { out }: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { uses: { type: 'string', default: '1' }, hours: { type: 'string', default: '24' } },
  })
  const api = localApi(socketPath)
  switch (positionals[0] ?? '') {
    case 'key': {
      const body = { uses: Number(values.uses), validHours: Number(values.hours) }
      const { key } = await api.call('admin.device-key', { body })
      // The key alone on its line, so that a script can pipe it into the agent's standard input.
      out(key)
      return 0
    }
    case 'list': {
      const { devices } = await api.call('admin.devices')
      for (const { name, system, enrolled, lastSeen } of devices) {
        out(`${name}\t${system}\tenrolled ${enrolled}\tlast seen ${lastSeen ?? 'never'}`)
      }
      return 0
    }
    default:
      out(deviceUsage)
      return 2
  }
}
