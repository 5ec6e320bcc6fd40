/* What the generic containers have in common: type arguments, and the adoption of the classes that carry them.
 *
 * Names, caching, pickling and the meaning of annotations are Python's business (package __static__, _generics.py): it
 * makes the class of CheckedList[T] with `type`, and hands it to _adopt here. */
#include "generic.h"

static void
args_dealloc(PyObject *o)
{
    SpcTypeArgs *a = (SpcTypeArgs *)o;
    for (int i = 0; i < 2; i++) {
        Py_XDECREF(a->args[i].cls);
        Py_XDECREF(a->args[i].literal);
        Py_XDECREF(a->args[i].display);
    }
    PyObject_Free(o);
}

static PyTypeObject TypeArgs_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "compiler._rt.type_args",
    .tp_basicsize = sizeof(SpcTypeArgs),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = args_dealloc,
};

SpcTypeArgs *
spc_type_args_of(PyTypeObject *type)
{
    if (type->tp_cache == NULL || !Py_IS_TYPE(type->tp_cache, &TypeArgs_Type)) {
        PyErr_Format(PyExc_TypeError, "cannot create '__static__.%s' instances", type->tp_name);
        return NULL;
    }
    return (SpcTypeArgs *)type->tp_cache;
}

bool
spc_arg_accepts(const SpcTypeArg *arg, PyObject *v)
{
    if (arg->cls == NULL || Py_IS_TYPE(v, arg->cls)) {
        return arg->literal == NULL || PyObject_RichCompareBool(v, arg->literal, Py_EQ) == 1; /* of exact ints or bools */
    }
    if ((arg->flags & SPC_OPTIONAL) && v == Py_None) {
        return true;
    }
    return !(arg->flags & SPC_EXACT) && arg->literal == NULL && PyType_IsSubtype(Py_TYPE(v), arg->cls);
}

int
spc_arg_expect(const SpcTypeArg *arg, const char *method, int position, PyObject *v)
{
    if (spc_arg_accepts(arg, v)) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "%s() argument %d expected %U", method, position, arg->display);
    return -1;
}

/* Reads a TypeSpec of __static__._types. */
static int
read_arg(PyObject *spec, SpcTypeArg *arg)
{
    PyObject *cls = PyObject_GetAttrString(spec, "cls");
    PyObject *optional = cls == NULL ? NULL : PyObject_GetAttrString(spec, "optional");
    PyObject *exact = optional == NULL ? NULL : PyObject_GetAttrString(spec, "exact");
    PyObject *literal = exact == NULL ? NULL : PyObject_GetAttrString(spec, "literal");
    arg->display = literal == NULL ? NULL : PyObject_GetAttrString(spec, "display");
    int ok = arg->display != NULL && PyUnicode_Check(arg->display) && (cls == Py_None || PyType_Check(cls));
    if (ok) {
        arg->cls = cls == Py_None ? NULL : (PyTypeObject *)Py_NewRef(cls);
        arg->literal = literal == Py_None ? NULL : Py_NewRef(literal);
        arg->flags = (optional == Py_True ? SPC_OPTIONAL : 0) | (exact == Py_True ? SPC_EXACT : 0);
    }
    else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_TypeError, "type argument without a class");
    }
    Py_XDECREF(cls);
    Py_XDECREF(optional);
    Py_XDECREF(exact);
    Py_XDECREF(literal);
    return ok ? 0 : -1;
}

/* Reads the element type of an Array. */
static int
read_element(PyObject *element, SpcTypeArgs *a)
{
    static const int8_t sizes[] = {1, 1, 2, 2, 4, 4, 8, 8, 0, 8, 4, 1, 1};
    PyObject *prim = PyObject_GetAttrString(element, "primitive");
    PyObject *code = prim == NULL ? NULL : PyObject_GetAttrString(prim, "_type_code");
    long n = code == NULL ? -1 : PyLong_AsLong(code);
    Py_XDECREF(prim);
    Py_XDECREF(code);
    if (n < 0 || n >= (long)sizeof(sizes) || sizes[n] == 0) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, "no machine type");
        }
        return -1;
    }
    a->code = (int32_t)n;
    a->size = sizes[n];
    return 0;
}

/* The container that cls is made of; NULL when it is none, or changes the layout. */
static PyTypeObject *
container_of(PyTypeObject *cls)
{
    PyTypeObject *const bases[] = {&spc_array_type, &spc_vector_type, &spc_checked_list_type, &spc_checked_dict_type};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(bases); i++) {
        if (PyType_IsSubtype(cls, bases[i])) {
            return cls->tp_basicsize == bases[i]->tp_basicsize ? bases[i] : NULL;
        }
    }
    return NULL;
}

/* Gives cls the operations of its container directly: `type` finds those that share a Python name (__getitem__ of a
 * sequence and of a mapping) by calling the method. Nothing in between can override one, and the class is immutable. */
static void
take_slots(PyTypeObject *cls, PyTypeObject *base)
{
    if (base->tp_as_number != NULL) {
        *cls->tp_as_number = *base->tp_as_number;
    }
    *cls->tp_as_sequence = *base->tp_as_sequence;
    *cls->tp_as_mapping = *base->tp_as_mapping;
    cls->tp_iter = base->tp_iter;
    cls->tp_repr = base->tp_repr;
}

PyObject *
spc_generic_adopt(PyObject *Py_UNUSED(unused), PyObject *pair)
{
    PyTypeObject *cls;
    PyObject *specs;
    if (!PyArg_ParseTuple(pair, "O!O!:_adopt", &PyType_Type, &cls, &PyTuple_Type, &specs)) {
        return NULL;
    }
    PyTypeObject *base = container_of(cls);
    bool machine = base == &spc_array_type || base == &spc_vector_type;
    if (base == NULL || cls->tp_cache != NULL || !(cls->tp_flags & Py_TPFLAGS_HEAPTYPE)
        || PyTuple_GET_SIZE(specs) != (base == &spc_checked_dict_type ? 2 : 1)) {
        PyErr_Format(PyExc_TypeError, "%s is no container class without arguments", cls->tp_name);
        return NULL;
    }
    SpcTypeArgs *a = PyObject_New(SpcTypeArgs, &TypeArgs_Type);
    if (a == NULL) {
        return NULL;
    }
    memset((char *)a + sizeof(PyObject), 0, sizeof(SpcTypeArgs) - sizeof(PyObject));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(specs); i++) {
        PyObject *spec = PyTuple_GET_ITEM(specs, i);
        if (machine ? read_element(spec, a) < 0 : read_arg(spec, &a->args[i]) < 0) {
            Py_DECREF(a);
            return NULL;
        }
    }
    cls->tp_cache = (PyObject *)a;
    take_slots(cls, base);
    cls->tp_dealloc = base->tp_dealloc;
    cls->tp_traverse = base->tp_traverse;
    cls->tp_clear = base->tp_clear;
    cls->tp_flags = (cls->tp_flags | Py_TPFLAGS_IMMUTABLETYPE) & ~Py_TPFLAGS_BASETYPE;
    if (machine) { /* `type` makes collected classes only; instances of this one have no collector's header */
        cls->tp_flags &= ~Py_TPFLAGS_HAVE_GC;
        cls->tp_free = PyObject_Free;
    }
    PyType_Modified(cls);
    Py_RETURN_NONE;
}

PyObject *
spc_delegate(PyObject *o, const char *name, PyObject *const *args, Py_ssize_t n, PyObject *kwnames)
{
    PyObject *small[6], **stack = small;
    Py_ssize_t total = 1 + n + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    PyObject *method = PyUnicode_InternFromString(name);
    if (method == NULL) {
        return NULL;
    }
    if (total > (Py_ssize_t)Py_ARRAY_LENGTH(small)) {
        stack = PyMem_New(PyObject *, total);
        if (stack == NULL) {
            Py_DECREF(method);
            return PyErr_NoMemory();
        }
    }
    stack[0] = o;
    for (Py_ssize_t i = 1; i < total; i++) {
        stack[i] = args[i - 1];
    }
    PyObject *r = PyObject_VectorcallMethod(method, stack, 1 + n, kwnames);
    if (stack != small) {
        PyMem_Free(stack);
    }
    Py_DECREF(method);
    return r;
}

/* --- the classes that compiled modules name --- */

/* Fills the word of one generic class that a module uses; nothing happens while a class that it is made of does not exist. */
static int
make_generic(PyObject *make, const SpcGeneric *g)
{
    PyObject *specs = PyTuple_New(g->nargs);
    for (int32_t i = 0; specs != NULL && i < g->nargs; i++) {
        const SpcGenericArg *arg = &g->args[i];
        if (arg->type != NULL && *arg->type == NULL) {
            Py_DECREF(specs);
            return 0;
        }
        PyObject *spec = arg->type == NULL ? PyLong_FromLong(arg->flags)
                                           : Py_BuildValue("(OOO)", *arg->type, arg->flags & SPC_OPTIONAL ? Py_True : Py_False,
                                                           arg->flags & SPC_EXACT ? Py_True : Py_False);
        if (spec == NULL) {
            Py_CLEAR(specs);
            break;
        }
        PyTuple_SET_ITEM(specs, i, spec);
    }
    if (specs == NULL) {
        return -1;
    }
    PyObject *type = PyObject_CallFunction(make, "sO", g->name, specs);
    Py_DECREF(specs);
    if (type == NULL) {
        return -1;
    }
    if (!PyType_Check(type) || ((PyTypeObject *)type)->tp_cache == NULL) {
        PyErr_SetString(PyExc_ImportError, "the package __static__ was imported before the spc runtime; import it later, "
                                           "or set SPC_RUNTIME");
        Py_DECREF(type);
        return -1;
    }
    *g->slot = (PyTypeObject *)type; /* for as long as the module's code lives */
    return 0;
}

int
spc_make_generics(const SpcModule *info)
{
    PyObject *make = NULL;
    int r = 0;
    for (int32_t i = 0; r == 0 && i < info->ngenerics; i++) {
        if (*info->generics[i].slot != NULL) {
            continue;
        }
        if (make == NULL) {
            PyObject *package = PyImport_ImportModule("__static__._generics");
            make = package == NULL ? NULL : PyObject_GetAttrString(package, "native_class");
            Py_XDECREF(package);
            if (make == NULL) {
                return -1;
            }
        }
        r = make_generic(make, &info->generics[i]);
    }
    Py_XDECREF(make);
    return r;
}

int
spc_core_generic_init(PyObject *rt)
{
    static const char *const names[] = {"Array", "Vector", "CheckedList", "CheckedDict"};
    PyTypeObject *const types[] = {&spc_array_type, &spc_vector_type, &spc_checked_list_type, &spc_checked_dict_type};
    if (PyType_Ready(&TypeArgs_Type) < 0) {
        return -1;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(types); i++) {
        if (PyType_Ready(types[i]) < 0 || PyModule_AddObjectRef(rt, names[i], (PyObject *)types[i]) < 0) {
            return -1;
        }
    }
    return 0;
}
