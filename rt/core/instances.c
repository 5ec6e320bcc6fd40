/* Further instances of a module. The machine code of an extension module refers to one namespace, one set of constants and
 * one set of caches. When the import system makes the module again (it was taken out of sys.modules, or the main program
 * is imported under its own name) the new module object gets machine code of its own: another copy of the file. */
#include "core.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* Copies the file to a new one below the folder for temporary files, whose name is put into path. */
static int
copy_file(const char *from, char *path, size_t size)
{
    const char *folder = getenv("TMPDIR");
    if (snprintf(path, size, "%s/spc-XXXXXX.so", folder != NULL && *folder ? folder : "/tmp") >= (int)size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        return -1;
    }
    int out = mkostemps(path, 3, O_CLOEXEC), result = -1;
    struct stat st;
    if (out >= 0 && fstat(in, &st) == 0) {
        off_t done = 0;
        ssize_t n = 1;
        while (done < st.st_size && n > 0) {
            n = sendfile(out, in, NULL, st.st_size - done);
            done += n > 0 ? n : 0;
        }
        result = done == st.st_size ? 0 : -1;
    }
    int error = errno;
    close(in);
    if (out >= 0) {
        close(out);
        if (result < 0) {
            unlink(path);
        }
    }
    errno = error;
    return result;
}

/* The definition that another copy of the extension module which info lies in gives. */
PyObject *
spc_another_instance(const SpcModule *info)
{
    Dl_info lib;
    char path[4096];
    if (!dladdr(info, &lib) || copy_file(lib.dli_fname, path, sizeof path) < 0) {
        return PyErr_Format(PyExc_ImportError, "%s: another instance of the module cannot be made: %s", info->name, strerror(errno));
    }
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    unlink(path);
    PyObject *(*init)(void) = handle == NULL ? NULL : dlsym(handle, "PyInit___main__"); /* each of our modules has it */
    if (init == NULL) {
        return PyErr_Format(PyExc_ImportError, "%s: another instance of the module cannot be made: %s", info->name, dlerror());
    }
    return init();
}
