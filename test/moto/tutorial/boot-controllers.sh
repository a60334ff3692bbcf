for i in 0 1 2; do boot "controller-$i" "10.240.0.1$i"; done
