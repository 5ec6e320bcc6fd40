/* The loops of typed.py in C, compiled with clang -O2 -fwrapv. */
#include <stdint.h>
#include <stdlib.h>

double
dot(double *a, double *b, int64_t n, int64_t rounds)
{
    double total = 0;
    for (int64_t r = 0; r < rounds; r++) {
        a[0] = (double)r;
        double s = 0;
        for (int64_t i = 0; i < n; i++) {
            s += a[i] * b[i];
        }
        total += s;
    }
    return total;
}

int64_t
sums(int64_t *a, int64_t n, int64_t rounds)
{
    int64_t total = 0;
    for (int64_t r = 0; r < rounds; r++) {
        a[0] = r;
        for (int64_t i = 0; i < n; i++) {
            total += a[i];
        }
    }
    return total;
}

int64_t
mix(int64_t n)
{
    int64_t s = 1;
    for (int64_t i = 0; i < n; i++) {
        s = s * 31 + (i ^ (s >> 7));
    }
    return s;
}

static int64_t __attribute__((noinline))
step(int64_t a, int64_t b)
{
    if ((b & 1) == 0) {
        return a * 3 + b;
    }
    return a - b;
}

int64_t
calls(int64_t n)
{
    int64_t a = 1;
    for (int64_t i = 0; i < n; i++) {
        a = step(a, i);
    }
    return a;
}

static int64_t
tak(int64_t x, int64_t y, int64_t z)
{
    if (y >= x) {
        return z;
    }
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int64_t
recursion(int64_t rounds)
{
    int64_t total = 0;
    for (int64_t r = 0; r < rounds; r++) {
        total += tak(18 + (r & 1), 12, 6);
    }
    return total;
}

/* Objects as CPython has them: a count, a type, the field. */
typedef struct {
    int64_t refs;
    const void *type;
    int64_t n;
} Cell;

int64_t
casts(Cell **values, int64_t n, const void *type, int64_t rounds)
{
    int64_t total = 0;
    for (int64_t r = 0; r < rounds; r++) {
        for (int64_t i = 0; i < n; i++) {
            Cell *o = values[i];
            if (o->type != type) {
                abort();
            }
            o->refs++; /* the loop's variable holds the object */
            total += o->n;
            o->refs--;
        }
    }
    return total;
}
