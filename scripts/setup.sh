#!/bin/sh
# Installs what spc needs and the machine lacks, by apt-get. Safe to run twice:
# when nothing is missing, it only says so.
#
#   scripts/setup.sh          what building and testing need
#   scripts/setup.sh bench    also the compilers that `make bench` compares with
#   scripts/setup.sh asan     also what `make asan` needs
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

# any_of PREFIX prints the newest of PREFIX-22 to PREFIX-16 that is on PATH.
any_of() {
	for v in 22 21 20 19 18 17 16; do
		if have "$1-$v"; then
			echo "$1-$v"
			return
		fi
	done
}

packages=""
need() { packages="$packages $*"; }

have make || need make

# The interpreter: CPython 3.11 to 3.13 with its headers.
python=${PYTHON:-python3}
headers='
import os, sys, sysconfig
assert sys.implementation.name == "cpython" and (3, 11) <= sys.version_info[:2] <= (3, 13), sys.version
assert os.path.exists(os.path.join(sysconfig.get_path("include"), "internal", "pycore_frame.h"))
'
have "$python" && "$python" -c "$headers" 2>/dev/null || need python3 python3-dev

# Virtual environments with pip, which the tests of the Python package install it into.
have "$python" && "$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv

# The stubs of the standard library that the checker reads.
if have dpkg-query; then
	dpkg-query -W -f '${Status}' python3-typeshed 2>/dev/null | grep -q 'ok installed' || need python3-typeshed
fi

# clang and lld of one version, the newest that can be had.
clang=$(any_of clang)
if [ -n "${SPC_CLANG:-}" ]; then
	clang=$SPC_CLANG
elif [ -z "$clang" ] && have clang; then
	v=$(clang --version | sed -n 's/.*clang version \([0-9]*\).*/\1/p')
	if [ "${v:-0}" -ge 16 ] && [ "$v" -le 22 ]; then clang=clang; fi
fi
llvm=""
if [ -z "$clang" ] || { ! have ld.lld && [ -z "$(any_of ld.lld)" ]; }; then
	llvm=${clang##*-}
	case $llvm in
	[0-9]*) ;;
	*) llvm="" ;;
	esac
fi
want_clang=no
want_lld=no
[ -n "$clang" ] || want_clang=yes
have ld.lld || [ -n "$(any_of ld.lld)" ] || want_lld=yes

if [ "${1:-}" = bench ]; then
	have mypyc || need mypy
	have cython3 || have cython || need cython3
	have pypy3 || need pypy3
fi

# The runtime of AddressSanitizer, of clang's version.
if [ "${1:-}" = asan ] && [ -n "$clang" ]; then
	[ -e "$("$clang" -print-file-name="libclang_rt.asan-$(uname -m).so")" ] || need "libclang-rt-${clang##*-}-dev"
fi

if [ -z "$packages" ] && [ $want_clang = no ] && [ $want_lld = no ]; then
	echo "setup: everything that spc needs is installed"
	exit 0
fi

if ! have apt-get; then
	echo "setup: this machine lacks:$packages$([ $want_clang = no ] || echo ' clang')$([ $want_lld = no ] || echo ' lld')" >&2
	echo "setup: there is no apt-get here; install them with your system's package manager:" >&2
	echo "setup: CPython 3.11 to 3.13 with headers, clang and lld of one version from 16 to 22, make" >&2
	exit 1
fi

root=""
if [ "$(id -u)" != 0 ]; then
	if ! have sudo; then
		echo "setup: installing needs root, and there is no sudo; as root, run: $0 $*" >&2
		exit 1
	fi
	root=sudo
fi

# lists are looked up once, and only fetched when they do not know a package.
known() { [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]; }
updated=no
update() {
	if [ $updated = no ]; then
		echo "setup: apt-get update"
		$root apt-get update -qq
		updated=yes
	fi
}
for p in $packages; do known "$p" || update; done
if [ $want_clang = yes ] || [ $want_lld = yes ]; then
	pick() {
		for v in ${llvm:-19 22 21 20 18 17 16}; do
			if known "clang-$v" && known "lld-$v"; then
				echo "$v"
				return
			fi
		done
	}
	v=$(pick)
	if [ -z "$v" ]; then
		update
		v=$(pick)
	fi
	if [ -z "$v" ]; then
		echo "setup: no clang from 16 to 22 among this system's packages" >&2
		exit 1
	fi
	[ $want_clang = no ] || need "clang-$v"
	[ $want_lld = no ] || need "lld-$v"
fi

echo "setup: installing$packages"
# Lists that are too old name files that are gone: then fetch them and try again.
install() { $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; }
install || { updated=no; update; install; }
echo "setup: done"
