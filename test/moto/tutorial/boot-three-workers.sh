for i in 0 1 2; do boot "worker-$i" "10.240.0.2$i" "10.200.$i.0/24"; done
