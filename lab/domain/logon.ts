import type { Host } from '../site/host.ts'

export interface Logon {
  readonly ok: boolean
  /** What PAM showed the person and said at the end. */
  readonly message: string
}

/** Logs on at the host's PAM service `keyturn`, as its log-on screen would. */
export async function logon(host: Host, user: string, password: string): Promise<Logon> {
  const argv = ['pamtester', 'keyturn', user, 'authenticate', 'acct_mgmt']
  const { code, stdout, stderr } = await host.run(argv, { input: `${password}\n`, timeoutMs: 40_000 })
  return { ok: code === 0, message: `${stdout}\n${stderr}`.trim() }
}
