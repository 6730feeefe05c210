#!/bin/sh
# What boot.sh becomes where process 1 is systemd: systemd.sh STATE. The machine underneath is read-only to it, and it
# knows no unit of that machine's: at a boot systemd also empties /tmp, mounts disks and starts whatever is installed.
set -e
# Else it would be this machine that is changed.
[ $$ -eq 1 ] || exit 1
mountpoint -q /etc || exit 1
mountpoint -q /run || exit 1
state=$1 project=$(realpath "$(dirname "$0")/../..")

umount -R /sys/fs/cgroup 2> /dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup

mkdir /run/project /run/devices /run/nothing
mount --bind "$project" /run/project
for folder in /tmp /var/tmp; do
  mount -t tmpfs -o mode=1777,nosuid,nodev tmp "$folder"
done
mkdir -p "$project"
mount --move /run/project "$project"
mount -o remount,bind,ro "$project"
mount --bind "$state" "$state"
mount -o remount,bind,ro /
# What its services remember: who lingers, say.
mount -t tmpfs -o mode=755,nosuid,nodev remembered /var/lib/systemd

# No terminal, disk or log socket of the machine's.
mount -t tmpfs -o mode=755,nosuid devices /run/devices
cd /run/devices
mkdir net pts shm
for device in null zero full random urandom tty net/tun; do
  [ -e "/dev/$device" ] || continue
  touch "$device"
  mount --bind "/dev/$device" "$device"
done
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts pts
mount -t tmpfs -o mode=1777,nosuid,nodev shm shm
ln -s pts/ptmx ptmx
for link in fd:fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do
  ln -s "/proc/self/${link#*:}" "${link%%:*}"
done
cd /
mount --move /run/devices /dev
rmdir /run/devices

# Generators read the machine's disks and scripts.
mount -t tmpfs -o mode=755 nothing /lib/systemd/system-generators
mount --bind /dev/null /bin/systemd-tmpfiles
units=/run/units
mkdir "$units"
for target in lab sysinit basic sockets paths timers slices shutdown umount local-fs network; do
  printf '[Unit]\nDescription=Nothing but what is asked for\nDefaultDependencies=no\n' > "$units/$target.target"
done
echo ready
exec env -i container=keyturn-lab "SYSTEMD_UNIT_PATH=$units" \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --unit=lab.target --log-target=null --show-status=0 > /dev/null 2>&1 < /dev/null
