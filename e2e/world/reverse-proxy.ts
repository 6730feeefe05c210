import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Lab } from '@keyturn/lab'

const guide = resolve(import.meta.dirname, '../../docs/guide/server.md')
const name = 'reset.corp.example'

/**
 * nginx at the server's port 443, until the lab ends, as the guide has it but for where its files are.
 *
 * @returns the configuration of a server that stands behind it.
 */
export async function behindNginx(lab: Lab): Promise<Readonly<Record<string, unknown>>> {
  const host = lab.host('server')
  const folder = join(host.dataFolder, 'nginx')
  const { certFile, keyFile } = await lab.certificate(name)
  const server = (await nginxOfGuide())
    .replace('/etc/nginx/keyturn.crt', certFile)
    .replace('/etc/nginx/keyturn.key', keyFile)
    .replace('/etc/nginx/keyturn-ca.crt', lab.domain.caFile)
  await host.write(join(folder, 'nginx.conf'), around(server, folder))
  await host.spawn(['nginx', '-c', join(folder, 'nginx.conf')], { name: 'nginx' })
  return { listen: { address: '127.0.0.1', port: 8443, trustedProxies: ['127.0.0.1'] } }
}

async function nginxOfGuide(): Promise<string> {
  const [, block] = /```nginx\n([^]+?)```/.exec(await readFile(guide, 'utf8')) ?? []
  if (block === undefined) throw new Error(`${guide} has no nginx configuration`)
  return block
}

/** What Debian's nginx.conf has around a site, with folders of its own. */
function around(server: string, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  )
  return `daemon off; user root; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http { access_log off; ${temporary.join(' ')}
${server}}
`
}
