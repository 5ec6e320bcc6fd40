"""The build backend of this project (PEP 517 and PEP 660), on the standard library alone.

A wheel holds the packages compiler, __static__, __strict__ and cinderx, a ``.pth`` file that installs the strict
loader on request, and the ``spc`` binary as a script.  The binary is built with Go; where there is no
Go, ``bin/spc`` is taken as it is.  ``SPC_PREBUILT`` names a binary to take instead.  Equal sources give
equal wheels, byte for byte.
"""

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import sysconfig
import tarfile
import tempfile
import tomllib
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PYTHON = os.path.join(ROOT, "python")
PACKAGES = ("__static__", "__strict__", "cinderx", "compiler")
EPOCH = (1980, 1, 1, 0, 0, 0)

PTH_NAME = "spc_strict_loader.pth"
PTH = (
    "import os, sys; "
    "('install-strict-loader' in sys._xoptions or (not sys.flags.ignore_environment and "
    "os.environ.get('PYTHONINSTALLSTRICTLOADER', '0') not in ('', '0'))) and "
    "__import__('compiler.strict._activate')\n"
)
"""One line, because the interpreter runs each at every start: it must cost next to nothing."""


def get_requires_for_build_wheel(config_settings=None):
    return []


get_requires_for_build_sdist = get_requires_for_build_editable = get_requires_for_build_wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build the wheel; return its file name."""
    return _build(wheel_directory, list(_package_files()))


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """Build a wheel that leads to the packages of this tree; return its file name."""
    return _build(wheel_directory, [("__editable__.spc.pth", (PYTHON + "\n").encode())])


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Write the ``.dist-info`` folder; return its name."""
    project = _project()
    info = _dist_info(project)
    os.makedirs(os.path.join(metadata_directory, info), exist_ok=True)
    for name, data in _metadata(project).items():
        with open(os.path.join(metadata_directory, info, name), "wb") as file:
            file.write(data)
    return info


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_sdist(sdist_directory, config_settings=None):
    """Pack the sources; return the file name."""
    project = _project()
    base = f"{project['name']}-{project['version']}"
    path = os.path.join(sdist_directory, base + ".tar.gz")
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name in _source_files():
            archive.add(os.path.join(ROOT, name), f"{base}/{name}", recursive=False)
        info = tarfile.TarInfo(f"{base}/PKG-INFO")
        data = _metadata(project)["METADATA"]
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return os.path.basename(path)


def _build(folder, files):
    project = _project()
    info = _dist_info(project)
    files.append((PTH_NAME, PTH.encode()))
    scripts = f"{info.removesuffix('.dist-info')}.data/scripts"
    files.append((f"{scripts}/spc", _binary()))
    files.extend((f"{info}/{name}", data) for name, data in _metadata(project).items())
    files.append((f"{info}/RECORD", _record(files, info)))
    name = f"{info.removesuffix('.dist-info')}-{_tag()}.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in files:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            mode = 0o755 if "/scripts/" in path else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            wheel.writestr(entry, data)
    return name


def _package_files():
    """Yield (path in the wheel, contents) of every module of the packages."""
    for package in PACKAGES:
        for folder, folders, names in os.walk(os.path.join(PYTHON, package)):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".py"):
                    path = os.path.join(folder, name)
                    with open(path, "rb") as file:
                        yield os.path.relpath(path, PYTHON).replace(os.sep, "/"), file.read()


def _binary():
    """Return the contents of the ``spc`` binary, built from this tree."""
    prebuilt = os.environ.get("SPC_PREBUILT")
    if prebuilt is None and shutil.which("go") is None:
        prebuilt = os.path.join(ROOT, "bin", "spc")
        if not os.path.exists(prebuilt):
            raise SystemExit(
                "spc is written in Go and there is no Go compiler on PATH; install Go "
                "(https://go.dev/dl or the package golang), or put a binary at bin/spc"
            )
    if prebuilt is not None:
        with open(prebuilt, "rb") as file:
            return file.read()
    with tempfile.TemporaryDirectory() as scratch:
        output = os.path.join(scratch, "spc")
        command = ["go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"]
        environment = {**os.environ, "CGO_ENABLED": "0"}
        done = subprocess.run(
            [*command, "-o", output, "./cmd/spc"], cwd=ROOT, env=environment
        )
        if done.returncode:
            raise SystemExit(f"go build failed with status {done.returncode}")
        with open(output, "rb") as file:
            return file.read()


def _project():
    """Return the ``[project]`` table with the version filled in from the binary's source."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        project = tomllib.load(file)["project"]
    with open(os.path.join(ROOT, "cmd", "spc", "version.go"), encoding="utf-8") as file:
        found = re.search(r'^const version0 = "([^"]+)"', file.read(), re.MULTILINE)
    if found is None:
        raise SystemExit("cmd/spc/version.go does not say the version")
    return {**project, "version": found[1]}


def _dist_info(project):
    return f"{project['name']}-{project['version']}.dist-info"


def _tag():
    platform = re.sub(r"[^a-z0-9]", "_", sysconfig.get_platform().lower())
    return f"py3-none-{platform}"


def _metadata(project):
    with open(os.path.join(ROOT, project["readme"]), encoding="utf-8") as file:
        readme = file.read()
    metadata = (
        "Metadata-Version: 2.1\n"
        f"Name: {project['name']}\n"
        f"Version: {project['version']}\n"
        f"Summary: {project['description']}\n"
        f"Requires-Python: {project['requires-python']}\n"
        "Description-Content-Type: text/markdown\n\n" + readme
    )
    entries = "".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in project["entry-points"].items()
    )
    wheel = f"Wheel-Version: 1.0\nGenerator: spc_backend\nRoot-Is-Purelib: false\nTag: {_tag()}\n"
    return {
        "METADATA": metadata.encode(),
        "WHEEL": wheel.encode(),
        "entry_points.txt": entries.encode(),
        "top_level.txt": "".join(f"{package}\n" for package in PACKAGES).encode(),
    }


def _record(files, info):
    lines = []
    for path, data in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}\n")
    lines.append(f"{info}/RECORD,,\n")
    return "".join(lines).encode()


def _source_files():
    """Return the names of the files that belong to the sources, by git or else by looking."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        )
        return sorted(name for name in listed.stdout.split("\0") if name)
    except (OSError, subprocess.CalledProcessError):
        pass
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(d for d in folders if not d.startswith(".") and d not in _NOT_SOURCES)
        for name in sorted(names):
            if not name.endswith((".pyc", ".so")):
                found.append(os.path.relpath(os.path.join(folder, name), ROOT))
    return found


_NOT_SOURCES = ("bin", "dist", "__pycache__")
