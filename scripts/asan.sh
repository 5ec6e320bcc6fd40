#!/bin/sh
# Runs the end-to-end cases and the benchmark programs under AddressSanitizer: runtime and compiled modules are
# instrumented, the interpreter allocates with malloc. SPC_TEST_PYTHON chooses the interpreters of the cases (default: all).
set -eu
cd "$(dirname "$0")/.."

clang=${SPC_CLANG:-$(for v in 22 21 20 19 18 17 16; do command -v clang-$v && break; done || true)}
library=$("${clang:-clang}" -print-file-name="libclang_rt.asan-$(uname -m).so")
if [ ! -e "$library" ]; then
	echo "asan: $clang has no AddressSanitizer; install libclang-rt-VERSION-dev"
	exit 1
fi
export SPC_RT_CFLAGS="-fsanitize=address -fno-omit-frame-pointer"
export ASAN_OPTIONS="detect_leaks=0:abort_on_error=0:exitcode=99:detect_stack_use_after_return=0:allocator_may_return_null=1:handle_segv=1"
export SPC_TEST_PRELOAD="$library"
export SPC_TEST_PYTHON="${SPC_TEST_PYTHON:-all}"
python=${PYTHON:-python3}

status=0
go test ./tests -run 'TestCases' -count=1 -timeout 60m "$@" || status=1

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for program in bench/programs/*.py; do
	name=$(basename "$program" .py)
	case $name in
	*_static) mode=--static ;;
	*_untyped) mode=--dynamic ;;
	*) mode=--static ;;
	esac
	want=$(PYTHONPATH=bench/programs:python "$python" -c "import $name; print($name.run(2))")
	bin/spc build -O1 $mode -o "$out" "$program" || { status=1; continue; }
	got=$(cd "$out" && PYTHONPATH=$OLDPWD/python LD_PRELOAD=$library PYTHONMALLOC=malloc "$python" -c "
import $name; assert $name.__file__.endswith('.so'); print($name.run(2))" 2>"$out/err") || true
	if [ "$got" != "$want" ]; then
		echo "asan: $name: want $want, got $got"
		cat "$out/err"
		status=1
	fi
done
exit $status
