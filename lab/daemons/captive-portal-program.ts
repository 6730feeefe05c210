/** Inside a host: `node captive-portal-program.ts KEY CERTIFICATE HTTP HTTPS` answers whatever is asked with its own page. */
import { readFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'

const [key, certificate, http, https] = process.argv.slice(2)
if (key === undefined || certificate === undefined) throw new Error('KEY and CERTIFICATE are missing')

const welcome: RequestListener = (_, answer) => {
  answer.setHeader('content-type', 'text/html').end('<title>Hotel</title>Welcome! Please accept our terms.')
}
const away: RequestListener = (_, answer) => {
  answer.writeHead(302, { location: 'https://portal.hotel.example/' }).end()
}
createHttp(away).listen(Number(http), '127.0.0.1')
createHttps({ key: readFileSync(key), cert: readFileSync(certificate) }, welcome).listen(
  Number(https),
  '127.0.0.1',
)
