# container.sh ROOT APP NODE SECRETS COMMAND...
# Runs COMMAND as in a container: the command line where npm installs it, Node, secrets where the kubelet puts them, and nothing that can be written to.
# Wants a mount namespace of its own; nothing of it is seen outside.
set -eu
root=$1 app=$2 node=$3 secrets=$4
shift 4

read_only() {
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro "$root$2"
}

mount -t tmpfs -o mode=755 container "$root"
for each in usr bin sbin lib lib32 lib64; do
  if [ -L "/$each" ]; then cp -P "/$each" "$root/"; elif [ -d "/$each" ]; then mkdir "$root/$each" && read_only "/$each" "/$each"; fi
done
mkdir -p "$root/app/node_modules/podroutes" "$root/var/run/secrets" "$root/etc" "$root/tmp" "$root/proc" "$root/dev"
if [ -f /etc/ld.so.cache ]; then cp /etc/ld.so.cache "$root/etc/"; fi
: >"$root/node"
read_only "$app" /app/node_modules/podroutes
read_only "$node" /node
read_only "$secrets" /var/run/secrets
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -o remount,bind,ro "$root"
exec chroot "$root" "$@"
