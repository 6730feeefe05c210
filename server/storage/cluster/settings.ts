/** Settings of the private cluster, given at each start: a newer Keyturn brings its own without touching the data. */
export const settings: Readonly<Record<string, string>> = {
  // Who can open the socket is who may connect; there is no network port.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '200',

  // An acknowledged row survives power loss.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',

  // Small: one machine, a few connections, mostly idle.
  shared_buffers: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  max_worker_processes: '2',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  jit: 'off',

  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // Neither statements nor the values that broke a constraint: they can be personal, or secret.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** Only the account that Keyturn runs as may connect, and the kernel says who that is: there is no password to steal. */
export const hba = 'local all keyturn peer map=keyturn\n'
export const ident = (systemUser: string) => `keyturn "${systemUser}" keyturn\n`
