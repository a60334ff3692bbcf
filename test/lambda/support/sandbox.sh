# sandbox.sh ROOT TASK CLIENT NODE EMULATOR SCRATCH COMMAND...
# Runs COMMAND where a Lambda function runs: the code in /var/task, the runtime in /var/runtime, and nothing that can be written
# to but /tmp. Wants a mount namespace of its own; nothing of it is seen outside.
set -eu
root=$1 task=$2 client=$3 node=$4 emulator=$5 scratch=$6
shift 6

read_only() {
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro "$root$2"
}
folder() {
  mkdir -p "$root$2"
  read_only "$1" "$2"
}
file() {
  mkdir -p "$(dirname "$root$2")"
  : >"$root$2"
  read_only "$1" "$2"
}

mount -t tmpfs -o mode=755 sandbox "$root"
folder /usr /usr
for each in bin sbin lib lib32 lib64; do
  if [ -L "/$each" ]; then cp -P "/$each" "$root/"; elif [ -d "/$each" ]; then folder "/$each" "/$each"; fi
done
folder "$task" /var/task
folder "$client" /var/runtime
file "$node" /var/lang/bin/node
file "$emulator" /var/rapid/emulator
mkdir "$root/etc" "$root/tmp" "$root/proc" "$root/dev" "$root/outside"
if [ -f /etc/ld.so.cache ]; then cp /etc/ld.so.cache "$root/etc/"; fi
echo 'sbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin' >"$root/etc/passwd"
mount --bind "$scratch" "$root/tmp"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"

cd "$root"
/sbin/pivot_root . outside
umount -l /outside
rmdir /outside
mount -o remount,bind,ro /
cd /var/task
unset OLDPWD
exec "$@"
