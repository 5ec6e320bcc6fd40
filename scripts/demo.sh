#!/bin/sh
# Runs a typed program by the interpreter and compiled, and compares the times.
#   scripts/demo.sh [N]    N: iterations of Richards
set -eu
cd "$(dirname "$0")/.."
n=${1:-100}
python=${PYTHON:-python3}
program=bench/programs/richards_typed.py
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

echo "\$ spc build $program"
bin/spc build --python "$python" -o "$out/compiled" --report text "$program" | head -1

mkdir "$out/plain"
cp "$program" "$out/plain/"
cat >"$out/time.py" <<'END'
import sys, time
sys.path.insert(0, sys.argv[1])
import richards_typed
n = int(sys.argv[2])
start = time.perf_counter()
value = richards_typed.run(n)
print(f"{time.perf_counter() - start:.6f} {value} {richards_typed.__file__}")
END
measure() { "$python" "$out/time.py" "$1" "$n"; }
interpreted=$(measure "$out/plain")
compiled=$(measure "$out/compiled")
echo "$interpreted
$compiled" | awk -v n="$n" -v version="$("$python" -V)" '
	{ time[NR] = $1; value[NR] = $2; file[NR] = $3 }
	END {
		if (file[2] !~ /\.so$/) { print "the compiled module was not imported: " file[2]; exit 1 }
		if (value[1] != value[2]) { print "results differ: " value[1] " and " value[2]; exit 1 }
		printf "%d iterations of Richards, plain type annotations:\n", n
		printf "  %-22s %8.3f s\n", version, time[1]
		printf "  %-22s %8.3f s\n", "compiled by spc", time[2]
		printf "  %.1f times as fast\n", time[1] / time[2]
	}'
