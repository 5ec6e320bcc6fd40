/* Interpreter frames that the runtime owns. */
#ifndef SPC_CORE_FRAMES_H
#define SPC_CORE_FRAMES_H

#include "core.h"
#include "version_frame.h"

/* The running thread's state; the runtime lives in one interpreter. */
extern PyInterpreterState *spc_interpreter;
static inline PyThreadState *spc_core_thread(void) { return spc_thread_in(spc_interpreter); }

/* Takes the frame object away from a frame that ends; when somebody else holds it, it gets a copy of the frame with
 * references of its own. */
void spc_frame_release(_PyInterpreterFrame *f);

#endif
