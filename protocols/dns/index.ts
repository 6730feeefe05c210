/**
 * SRV questions and answers of DNS (RFC 1035, RFC 2782) as bytes. Needed because Samba's DNS server (seen on 4.17)
 * compresses the target of an SRV record, which RFC 2782 forbids and which c-ares, and so Node's own resolver, refuses
 * as EBADRESP. Pure. What it leaves out: every other type of record, TCP, and whom to ask.
 */
export { encodeSrvQuery, parseSrvAnswer, type SrvRecord } from './srv.ts'
