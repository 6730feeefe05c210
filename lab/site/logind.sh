#!/bin/sh
# A lab host once more, as a computer that systemd has started: logind.sh NAME FOLDER…
# systemd is process 1 of a namespace for processes of its own, with the few units that logind needs; of the machine's own
# units, generators and temporary files nothing runs. FOLDER: what stays of the host's /run.
set -e
if [ "$1" != inside ]; then
  name=$1
  mount -t cgroup2 cgroup2 /mnt
  mkdir -p "/mnt/$name"
  echo 0 > "/mnt/$name/cgroup.procs"
  # It must not be a child of this shell alone: whoever kills it kills all that runs there.
  exec unshare --fork --kill-child --pid --cgroup --mount-proc --propagation private "$0" inside "$@"
fi
shift 2
umount /mnt
for controllers in $(awk '$2 ~ "^/sys/fs/cgroup" { print $2 }' /proc/mounts | sort -r); do umount -l "$controllers"; done
mount -t cgroup2 cgroup2 /sys/fs/cgroup

mount -t tmpfs -o mode=755 run /mnt
for folder in "$@"; do
  mkdir -p "/mnt/$folder"
  mount --bind "/run/$folder" "/mnt/$folder"
done
# Without a note in /run/mount, which is gone by then.
mount --no-mtab --move /mnt /run
for folder in /var/lib/systemd /var/log; do mount -t tmpfs -o mode=755 private $folder; done

from=/lib/systemd/system units=/run/units
mkdir -p /run/lock /run/nothing $units
for unit in systemd-logind.service dbus.service dbus.socket user.slice user@.service user-runtime-dir@.service \
  sockets.target shutdown.target; do
  cp $from/$unit $units/
done
for target in sysinit basic nss-user-lookup; do printf '[Unit]\nDescription=%s\n' $target > $units/$target.target; done
printf '[Unit]\nDescription=All of it\nWants=dbus.socket systemd-logind.service\n' > $units/default.target
# One more way in than the lab's own: a console, and a desktop that somebody else starts.
for service in login runuser-l; do
  type=$([ $service = login ] && echo tty || echo wayland)
  printf 'auth sufficient pam_rootok.so\naccount required pam_permit.so\nsession required pam_systemd.so type=%s\n' $type \
    > /run/pam-$service
  mount --bind /run/pam-$service /etc/pam.d/$service
done

exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=$units \
  SYSTEMD_GENERATOR_PATH=/run/nothing SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/run/nothing \
  /lib/systemd/systemd --system --log-target=console --show-status=no
